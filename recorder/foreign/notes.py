"""What was done with somebody else's files, a line each, for the session's description."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from recorder.foreign.channels import Signal, Ticks
from recorder.foreign.resampling import PASSED, Floats
from recorder.foreign.table import Rows
from sessions.channels import Channel, Stream

_NEVER_TOLD = "rssi"
"""The strength of a radio is no part of a movement."""


def source_note(rows: Rows) -> str:
    """Returns what came from a file and what did not."""
    skipped = f"; left out: {rows.skipped}" if rows.skipped.total else ""
    return f"{rows.path.name}: {len(rows.time_s)} rows at {rows.rate_hz:.4g} Hz{skipped}"


def done_notes(
    streams: Sequence[Stream],
    signals: Mapping[str, Mapping[str, Signal]],
    values: Sequence[Floats],
    ticks: Ticks,
) -> Iterator[str]:
    """Yields what was resampled, what was computed and what is not there.

    Args:
        streams: of the recording.
        signals: what the files tell, by stream and quantity.
        values: by stream, shape (frames, channels).
        ticks: the frames.
    """
    slowest_hz = min(s.rate_hz for told in signals.values() for s in told.values())
    kept_hz = PASSED * min(ticks.rate_hz, slowest_hz) / 2
    yield f"resampled to {ticks.rate_hz:g} Hz; movements are kept up to {kept_hz:.3g} Hz"
    for stream, own in zip(streams, values, strict=True):
        there = dict.fromkeys(map(_quantity, stream.channels), True)
        for channel, column in zip(stream.channels, own.T, strict=True):
            there[_quantity(channel)] &= not np.isnan(column).all()
        there.pop(_NEVER_TOLD, None)
        computed = [
            name for name, known in there.items() if known and name not in signals[stream.name]
        ]
        missing = [name for name, known in there.items() if not known]
        if computed:
            yield f"{stream.name}: {', '.join(computed)} computed from the rest"
        if missing:
            yield f"{stream.name}: nothing tells {', '.join(missing)}"


def _quantity(channel: Channel) -> str:
    """Returns what a channel is an axis or an angle of, as maps call it."""
    if channel.quantity in ("pitch", "roll", "yaw"):
        return "attitude"
    return channel.quantity.removesuffix("_x").removesuffix("_y").removesuffix("_z")
