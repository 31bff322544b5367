"""How long to wait before the next try: ever longer, and never the same for everybody."""

import random


class Backoff:
    """Doubles the wait from failure to failure.

    Args:
        first_s: the wait after the first failure.
        longest_s: the wait is never longer.
        jitter: share of a wait that is drawn, so that not all come back in the same moment.
    """

    def __init__(self, first_s: float, longest_s: float, jitter: float = 0.5) -> None:
        self._first_s = first_s
        self._longest_s = longest_s
        self._jitter = jitter
        self._next_s = first_s

    def wait_s(self) -> float:
        """Returns how long to wait now; the next wait is twice as long."""
        whole_s = self._next_s
        self._next_s = min(2 * whole_s, self._longest_s)
        return whole_s * (1 - self._jitter * random.random())

    def reset(self) -> None:
        """Begins anew, after a success."""
        self._next_s = self._first_s
