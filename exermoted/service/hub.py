"""Tells everybody what happens, and waits for nobody."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager

from exermoted.service.messages import AnyMessage, Tick

MOST_WAITING = 100


class Subscription:
    """The messages of one reader, in order.

    One that is slow loses the oldest ticks, of which there will be newer ones; what else waits
    is kept, and a reader who lets that pile up, too, is cut off.

    Attributes:
        lost: how many ticks it did not fetch in time.
        is_cut_off: whether it was too slow for the rest, too.
    """

    def __init__(self, limit: int = MOST_WAITING) -> None:
        self._limit = limit
        self._waiting: deque[AnyMessage] = deque()
        self._news = asyncio.Event()
        self.lost = 0
        self.is_cut_off = False

    def put(self, message: AnyMessage) -> None:
        if self.is_cut_off:
            return
        if len(self._waiting) >= self._limit and not self._drop_a_tick():
            self.is_cut_off = True
            self._waiting.clear()
        else:
            self._waiting.append(message)
        self._news.set()

    async def messages(self) -> AsyncIterator[AnyMessage]:
        """Yields each message as it comes, until the reader is cut off."""
        while not self.is_cut_off:
            while self._waiting:
                yield self._waiting.popleft()
            self._news.clear()
            await self._news.wait()

    def _drop_a_tick(self) -> bool:
        for index, message in enumerate(self._waiting):
            if isinstance(message, Tick):
                del self._waiting[index]
                self.lost += 1
                return True
        return False


class Hub:
    """Passes messages on to readers, who may be slow, and to listeners, who may not."""

    def __init__(self) -> None:
        self._subscriptions: set[Subscription] = set()
        self._listeners: list[Callable[[AnyMessage], None]] = []

    def tell(self, message: AnyMessage) -> None:
        for listener in self._listeners:
            listener(message)
        for subscription in self._subscriptions:
            subscription.put(message)

    def listen(self, listener: Callable[[AnyMessage], None]) -> None:
        """Calls ``listener`` with every message from now on, at once; it must not wait or raise."""
        self._listeners.append(listener)

    @contextmanager
    def subscribe(self, limit: int = MOST_WAITING) -> Iterator[Subscription]:
        """Gives a reader its messages for as long as it stays."""
        subscription = Subscription(limit)
        self._subscriptions.add(subscription)
        try:
            yield subscription
        finally:
            self._subscriptions.discard(subscription)
