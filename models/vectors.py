"""Which channels are the axes of one vector, and which vectors say how a device is mounted."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sessions.channels import AXES

Indices = npt.NDArray[np.int64]

QUANTITIES = (("gravity", "g"), ("acceleration", "g"), ("rotation", "rad_s"))
"""With their units: what a device that knows which way is down says about its movement."""


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """The vectors among the channels of a data set.

    Attributes:
        channels: columns, three in a row for each vector.
        moving: (9,), where gravity, acceleration without it and rotation rate of the first device
            that has all of them stand; empty if none has.
        others: (vectors, 3), where the vectors of other devices stand.
    """

    channels: tuple[str, ...]
    moving: Indices
    others: Indices

    @property
    def optional(self) -> tuple[str, ...]:
        """What a network can be taught to do without: rotation rates and other devices.

        Nothing, if no device says how it is mounted.
        """
        if not len(self.moving):
            return ()
        return tuple(self.channels[i] for i in (*self.moving[6:], *self.others.ravel()))


def layout(columns: Sequence[str]) -> Layout:
    """Returns the vectors among columns; what is no vector, as an angle or a signal, is left out.

    Args:
        columns: named as ``phone.gravity_x_g``.
    """
    starts = [column for column in columns if _axis(column, "y") in columns]
    channels = tuple(_axis(start, axis) for start in starts for axis in AXES)
    streams = dict.fromkeys(column.partition(".")[0] for column in channels)
    for stream in streams:
        moving = [f"{stream}.{name}_{axis}_{unit}" for name, unit in QUANTITIES for axis in AXES]
        if all(column in channels for column in moving):
            break
    else:
        moving = []
    others = [i for i, column in enumerate(channels) if column not in moving]
    return Layout(
        channels,
        np.array([channels.index(column) for column in moving], np.int64),
        np.array(others, np.int64).reshape(-1, 3),
    )


def _axis(column: str, axis: str) -> str:
    """Returns the column of another axis of a vector; an impossible one of what is none."""
    head, x, tail = column.rpartition("_x_")
    return f"{head}_{axis}_{tail}" if x else ""
