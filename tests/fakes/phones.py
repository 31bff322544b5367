"""What real phones measured, and phones that are made up."""

import csv
import functools
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

Column = NDArray[np.float64]


@dataclass(frozen=True)
class Phones:
    """The phone's channels of public recordings, one row per tick, in iOS convention."""

    gravity: Column
    acceleration: Column
    pitch: Column
    roll: Column
    yaw: Column
    rotation: Column

    @classmethod
    @functools.cache
    def of(cls, folder: Path, every: int = 1) -> Self:
        """Reads the public recordings in a folder, or every so-many-th of them."""
        rows = np.concatenate([recorded(path) for path in sorted(folder.glob("*.csv"))[::every]])
        pitch, roll, yaw = rows[:, 6:9].T
        return cls(rows[:, :3], rows[:, 3:6], pitch, roll, yaw, rows[:, 9:])


def recorded(path: Path) -> Column:
    """Returns the rows of a public recording that hold the phone's twelve channels."""
    with path.open(newline="") as file:
        header, *rows = csv.reader(file)
    first = header.index("Device: xGravity")
    cells = [row[first : first + 12] for row in rows]
    return np.array([row for row in cells if all(row)], dtype=float)


@dataclass(frozen=True)
class Swing:
    """A phone strapped to an arm that swings, with all it measures known exactly.

    The phone turns about its x axis: pitch swings about upright, roll and yaw stay zero. It sits
    ``radius_m`` from the joint, so that swinging accelerates it too.
    """

    rate_hz: float = 60.0
    period_s: float = 2.0
    reach_rad: float = 0.6
    radius_m: float = 0.3

    def pitch(self, time_s: float) -> float:
        return 0.7 + self.reach_rad * math.sin(math.tau * time_s / self.period_s)

    def rotation_rad_s(self, time_s: float) -> tuple[float, float, float]:
        omega = math.tau / self.period_s
        return (self.reach_rad * omega * math.cos(omega * time_s), 0.0, 0.0)

    def gravity_g(self, time_s: float) -> tuple[float, float, float]:
        pitch = self.pitch(time_s)
        return (0.0, -math.sin(pitch), -math.cos(pitch))

    def acceleration_g(self, time_s: float) -> tuple[float, float, float]:
        """In iOS convention: what pushes the phone, with the sign turned."""
        omega = math.tau / self.period_s
        turning = self.rotation_rad_s(time_s)[0]
        gaining = -self.reach_rad * omega**2 * math.sin(omega * time_s)
        along, across = self.radius_m * turning**2, self.radius_m * gaining
        return (0.0, -along / 9.80665, -across / 9.80665)

    def total_g(self, time_s: float) -> tuple[float, float, float]:
        gravity, acceleration = self.gravity_g(time_s), self.acceleration_g(time_s)
        return (
            gravity[0] + acceleration[0],
            gravity[1] + acceleration[1],
            gravity[2] + acceleration[2],
        )

    def times_s(self, duration_s: float) -> list[float]:
        return [number / self.rate_hz for number in range(round(duration_s * self.rate_hz))]
