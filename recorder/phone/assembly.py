"""From single readings, each at its own moment, to the twelve channels."""

import math
from collections.abc import Mapping

from recorder.phone.attitude import gravity_of, pitch_roll
from recorder.phone.orientation import OrientationFilter
from recorder.phone.reading import Quantity, Vector

LIVES_S = 0.5
"""How long a quantity goes with others that come more often."""

_NOTHING: Vector = (math.nan, math.nan, math.nan)


class Assembler:
    """Puts the latest of each quantity together and computes those that are not there."""

    def __init__(self) -> None:
        self._latest: dict[Quantity, tuple[Vector, float]] = {}
        self._filter = OrientationFilter()
        self._begun_s = math.nan
        self._last_s = -math.inf

    def take(self, quantity: Quantity, values: Vector, time_s: float) -> tuple[float, ...] | None:
        """Takes a reading in iOS convention.

        Returns:
            One number per channel of `sessions.channels.PHONE`, NaN where the phone gives too
            little, at each reading of the stream's highest quantity, as soon as it is clear
            which that is; None at the others.
        """
        self._latest[quantity] = (values, time_s)
        if time_s - self._last_s > LIVES_S:
            self._begun_s = time_s
        self._last_s = time_s
        fresh = {q: v for q, (v, at_s) in self._latest.items() if at_s > time_s - LIVES_S}
        clear = Quantity.ACCELERATION in fresh or time_s - self._begun_s >= LIVES_S
        return self._complete(fresh, time_s) if clear and quantity == max(fresh) else None

    def _complete(self, known: Mapping[Quantity, Vector], time_s: float) -> tuple[float, ...]:
        total = known.get(Quantity.TOTAL)
        rotation = known.get(Quantity.ROTATION)
        attitude = known.get(Quantity.ATTITUDE)
        gravity = _gravity(known)
        acceleration = known.get(Quantity.ACCELERATION)
        if total is None and gravity and acceleration:
            total = _plus(gravity, acceleration)
        yaw = attitude[2] if attitude else math.nan
        if total and rotation and (gravity is None or attitude is None):
            filtered, heading = self._filter.update(total, rotation, time_s)
            gravity = gravity or filtered
            yaw = yaw if attitude else heading
        if acceleration is None and total and gravity:
            acceleration = _minus(total, gravity)
        if attitude is None:
            attitude = (*pitch_roll(gravity), yaw) if gravity else _NOTHING
        return (
            *(gravity or _NOTHING),
            *(acceleration or _NOTHING),
            *attitude,
            *(rotation or _NOTHING),
        )


def _gravity(known: Mapping[Quantity, Vector]) -> Vector | None:
    """Returns gravity where no filter is needed for it."""
    if Quantity.GRAVITY in known:
        return known[Quantity.GRAVITY]
    if Quantity.TOTAL in known and Quantity.ACCELERATION in known:
        return _minus(known[Quantity.TOTAL], known[Quantity.ACCELERATION])
    if Quantity.ATTITUDE in known:
        pitch, roll, _ = known[Quantity.ATTITUDE]
        return gravity_of(pitch, roll)
    return None


def _plus(a: Vector, b: Vector) -> Vector:
    return (a[0] + b[0], a[1] + b[1], a[2] + b[2])


def _minus(a: Vector, b: Vector) -> Vector:
    return (a[0] - b[0], a[1] - b[1], a[2] - b[2])
