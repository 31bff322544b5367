"""A phone's clock related to ours.

What arrives is as old as the network made it, and no message can arrive before it was sent: the
least difference between arrival and device time over a window is the one least delayed, so that
it is the offset of the clocks and the shortest delay (the minimum-delay filter of NTP, RFC 5905
section 10, one-way). The window lets the offset follow the drift of the clocks.
"""

from collections import deque

WINDOW_S = 15.0
LONGEST_DELAY_S = 60.0
RESTART_S = 10.0


class DeviceClock:
    """A running estimate of the offset between a device's clock and ours."""

    def __init__(self) -> None:
        self._delays: deque[tuple[float, float]] = deque()  # (arrival, difference), ascending
        self._newest_s = float("-inf")

    @property
    def offset_s(self) -> float:
        """Our clock less the device's; NaN before anything has arrived."""
        return self._delays[0][1] if self._delays else float("nan")

    def relate(self, device_s: float, arrival_s: float) -> bool:
        """Takes the newest device time of a message and when it arrived.

        Returns:
            Whether the device's clock was set anew, so that its times before this one and those
            from now on cannot be compared: it went back by more than messages are reordered, or
            a message would have been under way for longer than any is kept.
        """
        difference_s = arrival_s - device_s
        restarted = bool(self._delays) and (
            device_s < self._newest_s - RESTART_S or difference_s - self.offset_s > LONGEST_DELAY_S
        )
        if restarted:
            self._delays.clear()
            self._newest_s = float("-inf")
        self._newest_s = max(self._newest_s, device_s)
        while self._delays and self._delays[-1][1] >= difference_s:
            self._delays.pop()
        self._delays.append((arrival_s, difference_s))
        while self._delays[0][0] < arrival_s - WINDOW_S:
            self._delays.popleft()
        return restarted
