"""A recording that was made elsewhere, ready to be written."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from recorder.foreign.channels import Ticks
from recorder.foreign.files import Group
from recorder.foreign.labelling import Told
from recorder.foreign.notes import Notes
from recorder.foreign.resampling import Floats
from recorder.foreign.table import Rows
from sessions.channels import Stream
from sessions.frames import Frame
from sessions.recording import Recording


@dataclass(frozen=True)
class Foreign:
    """One recording that was made elsewhere, as arrays: a tenth of what its frames take.

    Attributes:
        group: the files it came from.
        subject: who is in it.
        first: the rows of the first table.
        ticks: its frames' moments.
        streams: what it holds.
        values: by stream, shape (frames, channels).
        told: its labels and counts.
        notes: what was done with it.
    """

    group: Group
    subject: str
    first: Rows
    ticks: Ticks
    streams: tuple[Stream, ...]
    values: tuple[Floats, ...]
    told: Told
    notes: Notes

    def recording(self) -> Recording:
        """Returns it frame by frame."""
        at_s = self.ticks.at_s
        started = self.first.date(float(at_s[0]))
        knows_utc = started is not None and started.tzinfo is not None
        known = [~np.isnan(values).all(axis=1) for values in self.values]
        ages_s = np.where(np.stack(known, axis=1), 0.0, np.nan)
        rows = zip(np.hstack(self.values).tolist(), ages_s.tolist(), strict=True)
        frames = [
            Frame(
                tick,
                tick / self.ticks.rate_hz,
                tuple(values),
                tuple(ages),
                float(at_s[tick]) if knows_utc else None,
            )
            for tick, (values, ages) in enumerate(rows)
        ]
        return Recording(
            path=Path(self.group.title),
            subject=self.subject,
            rate_hz=self.ticks.rate_hz,
            streams=self.streams,
            frames=frames,
            labels=self.told.labels,
            started=started,
            counts=self.told.counts,
            trimmed_s=self.told.trimmed_s,
        )
