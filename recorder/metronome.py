"""Ticks at absolute deadlines, on the real clock or on a simulated one."""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Protocol

from recorder.sampler import Tick

SLEEPLESS_TICKS = 20
"""How many ticks may follow one another before others get a turn, where there is no pace."""


class Metronome(Protocol):
    """A clock and its ticks."""

    def now(self) -> float:
        """Returns the time on the clock that the ticks are due on."""

    def ticks(self, start_s: float, rate_hz: float) -> AsyncIterator[Tick]:
        """Yields ticks 0, 1, 2, … for ever, each when it is due; tick 0 at ``start_s``."""


class RealTime:
    """The machine's monotonic clock.

    A late tick keeps its number. One that is later than a whole period is missed: it is given
    without a wall time, so that it can be written down as such, and the next ones are on time.
    """

    def now(self) -> float:
        return time.monotonic()

    async def ticks(self, start_s: float, rate_hz: float) -> AsyncIterator[Tick]:
        number = 0
        while True:
            due_s = start_s + number / rate_hz
            await asyncio.sleep(max(due_s - self.now(), 0.0))
            late_s = self.now() - due_s
            missed = late_s >= 1 / rate_hz
            yield Tick(number, due_s, late_s, None if missed else time.time())
            number += 1


class Simulated:
    """A clock that only ticks move, ``speed`` times as fast as the real one at most.

    No tick is ever late or missed: what a simulated or replayed source gives depends on the
    tick's time alone, so that every speed gives the same frames.
    """

    def __init__(self, speed: float = 1.0) -> None:
        self._speed = speed
        self._now_s = 0.0

    def now(self) -> float:
        return self._now_s

    async def ticks(self, start_s: float, rate_hz: float) -> AsyncIterator[Tick]:
        real_start_s, start_utc_s = time.monotonic(), time.time()
        number = 0
        while True:
            passed_s = number / rate_hz
            wait_s = real_start_s + passed_s / self._speed - time.monotonic()
            if wait_s > 0 or number % SLEEPLESS_TICKS == 0:
                await asyncio.sleep(max(wait_s, 0.0))
            self._now_s = start_s + passed_s
            yield Tick(number, self._now_s, 0.0, start_utc_s + passed_s)
            number += 1
