"""A scan that is kept alive: silence is noticed and repaired while the session goes on."""

import asyncio
import contextlib
from collections.abc import Callable

from recorder.ble.adapter import power_up
from recorder.ble.failures import FAILURES, reason
from recorder.ble.scanner import Scanner
from recorder.ble.watchdog import Gap, Repair, Watchdog
from recorder.source import Clock
from sessions.errors import SourceError

SHORTEST_WAIT_S = 0.05


class Radio:
    """Owns the adapter while it is open.

    Args:
        scanner: what listens.
        clock: what packets are stamped by.
        adapter: as ``hci0``; None is the first one that is on.
        silence_s: how long nothing may be heard before a repair.
        may_power_cycle: whether a repair may switch the adapter off and on.
        note: called with what a person should know.
    """

    def __init__(
        self,
        scanner: Scanner,
        clock: Clock,
        *,
        adapter: str | None,
        silence_s: float,
        may_power_cycle: bool,
        note: Callable[[str], None],
    ) -> None:
        self._scanner = scanner
        self._clock = clock
        self._adapter = adapter
        self._note = note
        self._watchdog = Watchdog(silence_s, clock(), may_power_cycle=may_power_cycle)
        self._gaps_told = 0
        self._told: set[str] = set()
        self._task: asyncio.Task[None] | None = None

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """The silences so far that called for repairs and have ended."""
        return tuple(self._watchdog.gaps)

    def heard(self, time_s: float) -> None:
        """Takes note of a sign of life."""
        self._watchdog.heard(time_s)
        if len(self._watchdog.gaps) > self._gaps_told:
            self._tell_gaps()

    async def open(self) -> None:
        """Starts the scan and the watch over it; an adapter that is off is switched on.

        Raises:
            SourceError: there is nothing to scan with; says what to do.
        """
        try:
            if await power_up(self._adapter, cycle=False):
                self._note("Bluetooth: the adapter was off and has been switched on")
            await self._scanner.start()
        except FAILURES as error:
            raise SourceError(f"Bluetooth: {reason(error)}") from error
        self._task = asyncio.create_task(self._watch())

    async def close(self) -> None:
        """Ends both; does nothing where it is not open."""
        if self._task is None:
            return
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task
        self._task = None
        self.heard(self._clock())  # a silence ends with the session at the latest
        with contextlib.suppress(*FAILURES):
            await self._scanner.stop()

    async def _watch(self) -> None:
        while True:
            wait_s = self._watchdog.wait_s(self._clock())
            await asyncio.sleep(max(wait_s, SHORTEST_WAIT_S))
            repair = self._watchdog.due(self._clock())
            if repair is not None:
                self._tell("nothing is heard any more; repairing")
                self._watchdog.made(self._clock(), succeeded=await self._make(repair))

    async def _make(self, repair: Repair) -> bool:
        try:
            await self._scanner.stop()
            switched = await power_up(self._adapter, cycle=repair is Repair.POWER_CYCLE)
            await self._scanner.start()
        except FAILURES as error:
            self._tell(f"{reason(error)}; trying until it works")
            return False
        if switched:
            self._tell("the adapter has been switched on anew")
        return True

    def _tell(self, what: str) -> None:
        """Notes something, once in each silence."""
        if what not in self._told:
            self._told.add(what)
            self._note(f"Bluetooth: {what}")

    def _tell_gaps(self) -> None:
        for gap in self._watchdog.gaps[self._gaps_told :]:
            self._told.clear()
            self._note(f"Bluetooth: heard again after {gap.length_s:.1f} s")
        self._gaps_told = len(self._watchdog.gaps)
