"""A phone's clock related to ours.

What arrives is as old as the network made it, and no message can arrive before it was sent: the
least difference between arrival and device time over a window is the one least delayed, so that
it is the offset of the clocks and the shortest delay (the minimum-delay filter of NTP, RFC 5905
section 10, one-way). The window lets the offset follow the drift of the clocks; it counts the
time in which something is heard, so that what is sent after a silence is not taken for punctual.
"""

from collections import deque

WINDOW_S = 15.0
LONGEST_DELAY_S = 60.0
RESTART_S = 10.0
_PAUSE_S = 1.0


class DeviceClock:
    """A running estimate of the offset between one run of a device's clock and ours.

    Args:
        run: counts how often the device's clock has begun anew.
    """

    def __init__(self, run: int = 0) -> None:
        self.run = run
        self._differences: deque[tuple[float, float]] = deque()  # with when, both ascending
        self._newest_s = float("-inf")
        self._arrival_s = float("nan")
        self._heard_s = 0.0

    @property
    def offset_s(self) -> float:
        """Our clock less the device's; NaN before anything has arrived."""
        return self._differences[0][1] if self._differences else float("nan")

    def continues(self, device_s: float, arrival_s: float) -> bool:
        """Whether a message can be of this run of the clock.

        It cannot if its newest time goes back by more than messages are reordered, or if it
        would have been under way for longer than any is kept.
        """
        return not self._differences or (
            device_s >= self._newest_s - RESTART_S
            and arrival_s - device_s - self.offset_s <= LONGEST_DELAY_S
        )

    def relate(self, device_s: float, arrival_s: float) -> None:
        """Takes the newest device time of a message and when it arrived."""
        difference_s = arrival_s - device_s
        if self._differences:
            self._heard_s += min(arrival_s - self._arrival_s, _PAUSE_S)
        self._arrival_s = arrival_s
        self._newest_s = max(self._newest_s, device_s)
        while self._differences and self._differences[-1][1] >= difference_s:
            self._differences.pop()
        self._differences.append((self._heard_s, difference_s))
        while self._differences[0][0] < self._heard_s - WINDOW_S:
            self._differences.popleft()
