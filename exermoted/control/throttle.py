"""Lets those who guess wait, ever longer."""

from collections import OrderedDict
from collections.abc import Callable

MOST_REMEMBERED = 256


class Throttle:
    """Counts failures, and tells how long is to be waited after so many.

    Args:
        clock: tells the time in seconds.
        free: failures that cost nothing.
        longest_s: the longest wait; one who was quiet for so long begins anew.
        first_s: the wait after one failure more, which doubles with each further one.
    """

    def __init__(
        self, clock: Callable[[], float], free: int, longest_s: float, first_s: float = 1.0
    ) -> None:
        self._clock = clock
        self._free = free
        self._first_s = first_s
        self._longest_s = longest_s
        self._failures: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def wait_s(self, who: str) -> float:
        """Returns how long somebody has to wait still."""
        _, until_s = self._failures.get(who, (0, 0.0))
        return max(0.0, until_s - self._clock())

    def failed(self, who: str) -> None:
        """Counts a failure."""
        now_s = self._clock()
        count, until_s = self._failures.pop(who, (0, 0.0))
        count = count + 1 if now_s - until_s < self._longest_s or count == 0 else 1
        self._failures[who] = count, now_s + self._wait_after(count)
        while len(self._failures) > MOST_REMEMBERED:
            self._failures.popitem(last=False)

    def _wait_after(self, count: int) -> float:
        over = count - self._free
        if over <= 0:
            return 0.0
        return float(min(self._first_s * 2 ** min(over - 1, 30), self._longest_s))
