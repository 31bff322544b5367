"""Which sign a phone gives its acceleration, found by laying it face up for a second."""

import math
from collections import deque

from recorder.phone.reading import Convention, Vector

STILL_S = 1.0
_FEWEST = 8
_LENGTH_G = (0.9, 1.1)
_TILT = 0.95
_UNREST_G = 0.06


class FaceUp:
    """Watches for a second in which a phone lies still on its back."""

    def __init__(self) -> None:
        self._seen: deque[tuple[float, Vector]] = deque()

    def take(self, acceleration_g: Vector, time_s: float) -> Convention | None:
        """Takes an acceleration that contains gravity, with whatever sign.

        Returns:
            The sign's convention once the phone has lain still for `STILL_S`, else None.
        """
        if not _lies(acceleration_g):
            self._seen.clear()
            return None
        self._seen.append((time_s, acceleration_g))
        while self._seen[0][0] < time_s - 1.5 * STILL_S:
            self._seen.popleft()
        if time_s - self._seen[0][0] < STILL_S or len(self._seen) < _FEWEST or not self._still():
            return None
        return Convention.IOS if acceleration_g[2] < 0 else Convention.ANDROID

    def _still(self) -> bool:
        axes = zip(*(acceleration for _, acceleration in self._seen), strict=True)
        return all(max(axis) - min(axis) <= _UNREST_G for axis in axes)


def _lies(acceleration_g: Vector) -> bool:
    x, y, z = acceleration_g
    length = math.hypot(x, y, z)
    return _LENGTH_G[0] <= length <= _LENGTH_G[1] and abs(z) >= _TILT * length
