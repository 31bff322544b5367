"""Ticks on a phone's own clock."""

import math
from dataclasses import dataclass

LONGEST_GAP_S = 3.0
"""After this long nothing of the window would be left; it begins anew instead."""


@dataclass(frozen=True, slots=True)
class Due:
    """What a sample makes answerable.

    Attributes:
        ticks: their numbers; that of the sample is the last of them, the others passed without.
        anew: whether what came before has nothing to do with it.
    """

    ticks: range
    anew: bool


class PhoneTicks:
    """Numbers ticks by the phone's clock: each is answered by the first sample at or after it.

    Tick 0 is due half a period before the first sample, so that samples at the ticks' own rate
    lie in the middle between two of them and none falls to its neighbour by jitter.

    Args:
        rate_hz: of the ticks.
    """

    def __init__(self, rate_hz: float) -> None:
        self._rate_hz = rate_hz
        self._zero_s = 0.0
        self._latest_s: float | None = None
        self._next = 0

    def take(self, device_s: float) -> Due:
        """Takes the time of the next sample on the phone's clock, which may have been set back."""
        anew = self._begins_anew(device_s)
        if anew:
            self._zero_s = device_s - (self._next + 0.5) / self._rate_hz
        self._latest_s = device_s
        end = math.floor((device_s - self._zero_s) * self._rate_hz) + 1
        ticks = range(self._next, max(end, self._next))
        self._next = ticks.stop
        return Due(ticks, anew)

    def due_s(self, tick: int) -> float:
        """Returns when a tick is due on the phone's clock."""
        return self._zero_s + tick / self._rate_hz

    def _begins_anew(self, device_s: float) -> bool:
        if self._latest_s is None:
            return True
        return not 0 <= device_s - self._latest_s <= LONGEST_GAP_S
