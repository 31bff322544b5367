"""When silence calls for a repair, and for which: a policy without a clock of its own."""

from dataclasses import dataclass
from enum import StrEnum

SESSION_SILENCE_S = 2.0
"""How long nothing may be heard while a session is recorded."""

IDLE_SILENCE_S = 30.0
"""How long nothing may be heard while nobody depends on it."""

RETRY_S = 1.0
"""How long to wait after a repair that could not even be made: its part is not back yet."""


class Repair(StrEnum):
    """What can be done about silence."""

    REBUILD = "the scanner is built anew"
    POWER_CYCLE = "the adapter is switched off and on"


@dataclass(frozen=True, slots=True)
class Gap:
    """A silence that called for repairs, from the last packet before to the first one after."""

    start_s: float
    end_s: float
    repairs: int

    @property
    def length_s(self) -> float:
        return self.end_s - self.start_s


class Watchdog:
    """Watches over a stream of packets.

    The scanner is built anew each ``silence_s`` for as long as nothing is heard. In place of the
    2nd, 4th, 8th, … time the adapter is switched off and on: what only helps in the worst case,
    and disturbs all else that uses it, becomes ever rarer.

    Args:
        silence_s: how long nothing may be heard.
        now_s: when it begins to watch.
        may_power_cycle: whether the adapter may be switched off at all.

    Attributes:
        gaps: the silences so far that called for repairs and have ended.
    """

    def __init__(self, silence_s: float, now_s: float, *, may_power_cycle: bool = True) -> None:
        self.silence_s = silence_s
        self.gaps: list[Gap] = []
        self._may_power_cycle = may_power_cycle
        self._heard_s = now_s
        self._next_s = now_s
        self._repairs = 0

    def heard(self, time_s: float) -> None:
        """Takes note of a packet."""
        if self._repairs:
            self.gaps.append(Gap(self._heard_s, time_s, self._repairs))
            self._repairs = 0
        self._heard_s = time_s

    def wait_s(self, now_s: float) -> float:
        """Returns for how long no repair can be due, even if nothing is heard any more."""
        return max(self._heard_s + self.silence_s, self._next_s) - now_s

    def due(self, now_s: float) -> Repair | None:
        """Returns the repair to make now, if one is due."""
        if self.wait_s(now_s) > 0:
            return None
        self._repairs += 1
        is_power_of_two = self._repairs & (self._repairs - 1) == 0
        if self._may_power_cycle and self._repairs > 1 and is_power_of_two:
            return Repair.POWER_CYCLE
        return Repair.REBUILD

    def made(self, now_s: float, *, succeeded: bool) -> None:
        """Takes note of the repair that was due."""
        self._next_s = now_s + (self.silence_s if succeeded else RETRY_S)
