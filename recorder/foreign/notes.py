"""What was done with somebody else's files, a line each, for the session's description."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from recorder.foreign.channels import Signal, Ticks
from recorder.foreign.resampling import PASSED, Floats
from recorder.foreign.table import Rows
from sessions.channels import Channel, Stream

_NEVER_TOLD = "rssi"
"""The strength of a radio is no part of a movement."""


@dataclass(frozen=True)
class Notes:
    """Lines on one recording.

    Attributes:
        done: what was done, all of it.
        lacking: those among them that somebody should look at.
    """

    done: Sequence[str]
    lacking: Sequence[str]


def notes_on(
    tables: Collection[Rows],
    streams: Sequence[Stream],
    signals: Mapping[str, Mapping[str, Signal]],
    values: Sequence[Floats],
    ticks: Ticks,
) -> Notes:
    """Returns what came of files: what was read, resampled, computed and is not there.

    Args:
        tables: the files' rows.
        streams: of the recording.
        signals: what the files tell, by stream and quantity.
        values: by stream, shape (frames, channels).
        ticks: the frames.
    """
    slowest_hz = min(s.rate_hz for told in signals.values() for s in told.values())
    kept_hz = PASSED * min(ticks.rate_hz, slowest_hz) / 2
    read = [_read(rows) for rows in tables]
    left_out = [
        f"{rows.path.name}: left out {rows.skipped}" for rows in tables if rows.skipped.total
    ]
    computed, missing = [], []
    for stream, own in zip(streams, values, strict=True):
        there = _there(stream, own)
        ours = [name for name, known in there.items() if known and name not in signals[stream.name]]
        computed += [f"{stream.name}: {', '.join(ours)} computed from the rest"] if ours else []
        nowhere = [name for name, known in there.items() if not known]
        missing += [f"{stream.name}: nothing tells {', '.join(nowhere)}"] if nowhere else []
    resampled = f"resampled to {ticks.rate_hz:g} Hz; movements are kept up to {kept_hz:.3g} Hz"
    return Notes((*read, *left_out, resampled, *computed, *missing), (*left_out, *missing))


def _read(rows: Rows) -> str:
    return f"{rows.path.name}: {len(rows.time_s)} rows at {rows.rate_hz:.4g} Hz"


def _there(stream: Stream, values: Floats) -> dict[str, bool]:
    """Returns by quantity whether all its channels say something."""
    there: dict[str, bool] = {}
    for channel, column in zip(stream.channels, values.T, strict=True):
        quantity = _quantity(channel)
        there[quantity] = there.get(quantity, True) and not np.isnan(column).all()
    there.pop(_NEVER_TOLD, None)
    return there


def _quantity(channel: Channel) -> str:
    """Returns what a channel is an axis or an angle of, as maps call it."""
    if channel.quantity in ("pitch", "roll", "yaw"):
        return "attitude"
    return channel.quantity.removesuffix("_x").removesuffix("_y").removesuffix("_z")
