"""The way to one page: whoever has something to say leaves it here and never waits."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

MOST_WAITING = 100


class Outlet:
    """What is to be sent to one page.

    A page that does not read loses its own messages, the oldest first, and delays nobody.

    Args:
        limit: how many messages wait.

    Attributes:
        lost: how many were forgotten because newer ones came.
    """

    def __init__(self, limit: int = MOST_WAITING) -> None:
        self._waiting: deque[str] = deque()
        self._limit = limit
        self._newest: str | None = None
        self._news = asyncio.Event()
        self.lost = 0

    def put(self, text: str) -> None:
        """Leaves a message that is to come after those before it."""
        if len(self._waiting) == self._limit:
            self._waiting.popleft()
            self.lost += 1
        self._waiting.append(text)
        self._news.set()

    def show(self, text: str) -> None:
        """Leaves a message that the next one of its kind makes worthless."""
        self.lost += self._newest is not None
        self._newest = text
        self._news.set()

    def take(self) -> str | None:
        """Returns what is to be sent next, if there is anything."""
        if self._waiting:
            return self._waiting.popleft()
        text, self._newest = self._newest, None
        return text

    async def deliver(self, send: Callable[[str], Awaitable[None]]) -> None:
        """Sends one message after another, until the connection is lost."""
        try:
            while True:
                text = self.take()
                if text is None:
                    self._news.clear()
                    await self._news.wait()
                else:
                    await send(text)
        except ConnectionResetError:
            pass  # the phone went, and will be back
