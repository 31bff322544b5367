"""A whole recording in memory: frames, their labels and what they mean."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sessions.channels import Channel, Stream, channels_of
from sessions.frames import Frame, Label


@dataclass(frozen=True)
class Recording:
    """Frames at a constant rate with a label each.

    Attributes:
        path: the file or folder it was read from.
        subject: who is in it.
        rate_hz: of the frames.
        streams: what the frames hold, in the order of their values.
        frames: by tick, from 0, without gaps.
        labels: as many as frames.
        started: wall time of the first frame; without a zone where the zone is not known.
        counts: by set, how many repetitions it has, where the labels do not say it and that is
            known.
        trimmed_s: by exercise, how much at either end of a repetition is a break to a model.
    """

    path: Path
    subject: str
    rate_hz: float
    streams: tuple[Stream, ...]
    frames: Sequence[Frame]
    labels: Sequence[Label]
    started: datetime | None = None
    counts: Mapping[int, int] = field(default_factory=dict)
    trimmed_s: Mapping[str, float] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The file's or folder's name, with its ending: what predictions are filed under."""
        return self.path.name

    @property
    def channels(self) -> tuple[Channel, ...]:
        return channels_of(self.streams)

    @property
    def duration_s(self) -> float:
        return len(self.frames) / self.rate_hz
