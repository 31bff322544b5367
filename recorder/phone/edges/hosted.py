"""The phone's page inside a web application: reachable also while nothing is recorded."""

import time
from collections import deque
from collections.abc import Callable
from pathlib import Path

from aiohttp import web

from recorder.phone import page
from recorder.phone.edges.files import PageFiles
from recorder.phone.edges.handlers import Handlers
from recorder.phone.edges.outlet import Outlet
from recorder.phone.edges.pushes import Pushes
from recorder.phone.intake import Intake, Refusal, Report
from recorder.phone.presence import SILENCE_S
from recorder.phone.reading import Batch
from recorder.phone.shown import IDLE, Shown

RATE_WINDOW_S = 2.0


class HostedPage:
    """One phone's page and the apps' addresses, an edge that is there before it is opened.

    Opening attaches an intake. Without one the page says that it waits, and what it sends goes
    to an intake of this object's own, so that one sees whether a phone is there and sends.

    Args:
        certificate: what a phone may install so that it trusts the server.
        clock: stamps what arrives while nothing is open.
    """

    def __init__(
        self, certificate: Path | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._clock = clock
        self._files = PageFiles(certificate)
        self._handlers = Handlers(self)
        self._pushes = Pushes(self)
        self._outlets: set[Outlet] = set()
        self._heard_s = float("-inf")
        self._sampled_s: deque[float] = deque()
        self._own = self._intake = Intake(clock)
        self._shown: Shown | None = IDLE

    def routes(self, prefix: str = "") -> list[web.RouteDef]:
        """Returns the page at ``prefix/`` and all that belongs to it."""
        return [
            *self._files.routes(prefix),
            *self._handlers.routes(prefix),
            *self._pushes.routes(prefix),
        ]

    @property
    def connected(self) -> bool:
        """Whether a page is connected, or a phone has sent something lately."""
        return bool(self._outlets) or self._clock() - self._heard_s <= SILENCE_S

    @property
    def rate_hz(self) -> float:
        """Samples a second that come while nothing is open; 0 while something is."""
        self._forget(self._clock())
        return len(self._sampled_s) / RATE_WINDOW_S

    def report(self) -> Report:
        """Returns what has become of the phone's stream since it was opened or closed."""
        return self._intake.report()

    def show(self, shown: Shown | None) -> None:
        """Shows it on every page, as soon as that can be; None shows only that it measures."""
        self._shown = shown
        text = page.encode(page.Push(shown))
        for outlet in self._outlets:
            outlet.show(text)

    async def open(self, intake: Intake) -> None:
        self._intake = intake
        self._sampled_s.clear()
        self.show(None)

    async def close(self) -> None:
        self._own = self._intake = Intake(self._clock)
        self.show(IDLE)

    async def hang_up(self) -> None:
        """Ends every connection, as before the application shuts down."""
        await self._handlers.close()

    def enter(self, outlet: Outlet) -> None:
        self._outlets.add(outlet)
        outlet.show(page.encode(page.Push(self._shown)))

    def leave(self, outlet: Outlet) -> None:
        self._outlets.discard(outlet)

    def hear(self, message: page.Message, outlet: Outlet | None) -> page.Reply:
        if self._take(message.batch) is Refusal.SECOND_PHONE:
            return page.Reply(taken=message.number, refused=Refusal.SECOND_PHONE)
        for note in message.notes():
            self._intake.tell(note)
        reply = page.Reply.to(message, self._intake.convention_of(message.batch.device))
        return reply if outlet else reply.showing(self._shown)

    def push(self, batch: Batch) -> None:
        self._take(batch)

    def refuse(self, reason: Refusal, detail: str) -> Refusal:
        return self._intake.refuse(reason, detail)

    def _take(self, batch: Batch) -> Refusal | None:
        refusal = self._intake.take(batch)
        now_s = self._heard_s = self._clock()
        if self._intake is self._own:
            self._sampled_s.extend(now_s for _ in self._own.read(now_s))
            self._forget(now_s)
        return refusal

    def _forget(self, now_s: float) -> None:
        while self._sampled_s and self._sampled_s[0] < now_s - RATE_WINDOW_S:
            self._sampled_s.popleft()
