"""Gravity and heading from total acceleration and rotation, where a phone tells neither.

The filter is x-io's Fusion (the `imufusion` package): Madgwick's revised AHRS algorithm
(S. Madgwick, AHRS algorithms and calibration solutions, PhD thesis, Bristol 2014, chapter 7).
It integrates the rotation and lets what the accelerometer calls down pull at the result with a
gain of 0.5 rad/s; without a magnetometer the heading's zero is arbitrary and drifts.

On the public recordings, sampled at only 10 Hz, gravity comes out within 4° (median) of what
the phone itself said; ``tests/recorder/phone/test_orientation.py`` holds that.
"""

import math

import imufusion
import numpy as np

from recorder.phone.attitude import attitude_of_quaternion
from recorder.phone.reading import Vector

LONGEST_STEP_S = 0.5
"""A longer pause says too little about what happened in it: the filter begins anew."""

_RANGE_DEG_S = 2000.0
_GAIN = 0.5


class OrientationFilter:
    """Follows a phone's attitude from its accelerometer and its gyroscope."""

    def __init__(self) -> None:
        self._ahrs = imufusion.Ahrs()
        self._ahrs.set_settings(imufusion.AhrsSettings(gain=_GAIN, gyroscope_range=_RANGE_DEG_S))
        self._time_s: float | None = None

    def update(
        self, total_g: Vector, rotation_rad_s: Vector, time_s: float
    ) -> tuple[Vector, float]:
        """Takes a reading and returns gravity in g (iOS convention) and yaw in rad.

        Args:
            total_g: gravity and acceleration in one, in iOS convention.
            rotation_rad_s: about x, y, z.
            time_s: of the reading, on any one clock.
        """
        specific_force_g = -np.asarray(total_g)
        step_s = time_s - self._time_s if self._time_s is not None else math.inf
        if not 0 <= step_s <= LONGEST_STEP_S:
            self._start(specific_force_g)
        elif step_s > 0:
            self._ahrs.set_sample_period(step_s)
            self._ahrs.update_no_magnetometer(np.degrees(rotation_rad_s), specific_force_g)
        self._time_s = time_s
        x, y, z = map(float, self._ahrs.get_gravity())
        *_, yaw = attitude_of_quaternion(*map(float, self._ahrs.get_quaternion()))
        return (-x, -y, -z), yaw

    def _start(self, up: np.ndarray) -> None:
        """Takes the accelerometer's word for where up is, with a heading of zero."""
        x, y, z = up / max(float(np.linalg.norm(up)), 1e-9)
        turn = np.array([1 + z, y, -x, 0.0]) if z > -0.999 else np.array([0.0, 1.0, 0.0, 0.0])
        self._ahrs.restart()
        self._ahrs.skip_startup()
        self._ahrs.set_quaternion(turn / np.linalg.norm(turn))
