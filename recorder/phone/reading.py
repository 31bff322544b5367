"""What a phone's decoder gives: one quantity at one moment, in g, rad/s or rad."""

import math
from dataclasses import dataclass
from enum import Enum, IntEnum

from recorder.phone.motion import Motion
from sessions.errors import PacketError
from sessions.units import STANDARD_GRAVITY_M_S2

Vector = tuple[float, float, float]


class Quantity(IntEnum):
    """What a reading is of; a phone's sample is given at the highest that its stream has.

    Attributes:
        ATTITUDE: pitch, roll, yaw in rad, as CoreMotion defines them (see `attitude`).
        ROTATION: x, y, z in rad/s.
        GRAVITY: x, y, z in g.
        TOTAL: gravity and acceleration in one, what an accelerometer reads, in g.
        ACCELERATION: without gravity, in g.
    """

    ATTITUDE = 0
    ROTATION = 1
    GRAVITY = 2
    TOTAL = 3
    ACCELERATION = 4


ACCELERATIONS = (Quantity.GRAVITY, Quantity.TOTAL, Quantity.ACCELERATION)
"""The quantities whose sign differs from one system to the other."""

_LIMITS = {
    Quantity.ATTITUDE: 2 * math.pi,
    Quantity.ROTATION: 100.0,
    Quantity.GRAVITY: 2.0,
    Quantity.TOTAL: 40.0,
    Quantity.ACCELERATION: 40.0,
}
_LATEST_S = 1e10


class Convention(Enum):
    """The sign of gravity and acceleration; the value turns it into that of iOS.

    A phone that lies face up reads z = -1 g on iOS and +9.8 m/s² on Android.
    """

    IOS = 1.0
    ANDROID = -1.0


@dataclass(frozen=True, slots=True)
class Reading:
    """One quantity at one moment.

    Attributes:
        quantity: what it is of.
        values: its three numbers, with the sign that the phone gives them.
        device_time_s: the phone's own time, where it tells one.

    Raises:
        PacketError: a number that is not finite, or more than a phone can measure.
    """

    quantity: Quantity
    values: Vector
    device_time_s: float | None

    def __post_init__(self) -> None:
        limit = _LIMITS[self.quantity]
        for value in self.values:
            if not abs(value) <= limit:  # also true of NaN
                what = self.quantity.name.lower()
                raise PacketError(f"{what} {value:g} is not between -{limit:g} and {limit:g}")
        if self.device_time_s is not None and not abs(self.device_time_s) <= _LATEST_S:
            raise PacketError(f"{self.device_time_s:g} s is no time of a phone")


@dataclass(frozen=True, slots=True)
class Batch:
    """Readings that arrived together.

    Attributes:
        device: which phone; samples of two phones are never mixed.
        session: changes where the phone's clock may start anew.
        readings: in any order.
        convention: their sign, where the format fixes it.
        remembered: their sign, as it was once found for this phone.
    """

    device: str
    session: str
    readings: tuple[Reading, ...]
    convention: Convention | None = None
    remembered: Convention | None = None


def readings_of(motion: Motion) -> tuple[Reading, ...]:
    """Returns the four quantities of a motion in iOS convention."""
    gx, gy, gz, ax, ay, az, pitch, roll, yaw, rx, ry, rz = motion.values
    time_s = motion.device_time_s
    return (
        Reading(Quantity.ATTITUDE, (pitch, roll, yaw), time_s),
        Reading(Quantity.ROTATION, (rx, ry, rz), time_s),
        Reading(Quantity.GRAVITY, (gx, gy, gz), time_s),
        Reading(Quantity.ACCELERATION, (ax, ay, az), time_s),
    )


def in_g(x: float, y: float, z: float) -> Vector:
    """Returns m/s² in g."""
    return (x / STANDARD_GRAVITY_M_S2, y / STANDARD_GRAVITY_M_S2, z / STANDARD_GRAVITY_M_S2)
