"""Which channels are the axes of one vector, and which vectors say how a device is mounted."""

from collections.abc import Sequence
from dataclasses import dataclass

from sessions.channels import AXES

QUANTITIES = (("gravity", "g"), ("acceleration", "g"), ("rotation", "rad_s"))
"""With their units: what a device that knows which way is down says about its movement."""
MOVING = 3 * len(QUANTITIES)
"""How many channels these are."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The vectors among the channels of a data set.

    Attributes:
        channels: columns, three in a row for each vector.
        moving: the first nine are gravity, acceleration without it and rotation rate of one device.
    """

    channels: tuple[str, ...]
    moving: bool

    @property
    def optional(self) -> tuple[str, ...]:
        """What a network can be taught to do without: rotation rates and other devices.

        Nothing, if no device says how it moves.
        """
        return self.channels[MOVING - 3 :] if self.moving else ()


def layout(columns: Sequence[str]) -> Layout:
    """Returns the vectors among columns; what is no vector, as an angle or a signal, is left out.

    The first device that has all three quantities comes first.

    Args:
        columns: named as ``phone.gravity_x_g``.
    """
    starts = [column for column in columns if _axis(column, "y") in columns]
    channels = tuple(_axis(start, axis) for start in starts for axis in AXES)
    for stream in dict.fromkeys(column.partition(".")[0] for column in channels):
        moving = tuple(
            f"{stream}.{name}_{axis}_{unit}" for name, unit in QUANTITIES for axis in AXES
        )
        if all(column in channels for column in moving):
            return Layout((*moving, *(c for c in channels if c not in moving)), moving=True)
    return Layout(channels, moving=False)


def _axis(column: str, axis: str) -> str:
    """Returns the column of another axis of a vector; an impossible one of what is none."""
    head, x, tail = column.rpartition("_x_")
    return f"{head}_{axis}_{tail}" if x else ""
