"""Does what messages ask for, each in its own time, whatever becomes of the connection."""

import asyncio
from collections.abc import Awaitable, Callable

from exermoted.mqtt.commands import Verbs, live_order, record_order
from exermoted.mqtt.topics import Topic
from sessions.errors import ExermotedError, UsageError

MOST_ORDERS = 4


class Commander:
    """Asks the daemon, and says in one line why something is not done.

    Args:
        verbs: the daemon's.
        refuse: is told why.
    """

    def __init__(self, verbs: Verbs, refuse: Callable[[str], Awaitable[None]]) -> None:
        self._verbs = verbs
        self._refuse = refuse
        self._subject = ""
        self._orders: set[asyncio.Task[None]] = set()

    def take(self, topic: Topic, payload: bytes, *, kept: bool = False) -> None:
        """Takes a message; returns at once.

        Args:
            topic: what it asks for, or the subject where orders name none.
            payload: of the message.
            kept: whether the broker had it from before, when nobody asked for anything now.
        """
        if topic is Topic.SUBJECT:
            self._subject = payload.decode(errors="replace").strip()
            return
        order = asyncio.create_task(self._obey(topic, payload, kept=kept))
        self._orders.add(order)
        order.add_done_callback(self._orders.discard)

    def cancel(self) -> None:
        """Gives up what is not done yet."""
        for order in self._orders:
            order.cancel()

    async def _obey(self, topic: Topic, payload: bytes, *, kept: bool) -> None:
        try:
            if kept:
                raise UsageError("an order that the broker kept is not followed")
            if len(self._orders) > MOST_ORDERS:
                raise UsageError(f"{MOST_ORDERS} orders are waiting already")
            await self._ask(topic, payload)
        except ExermotedError as error:
            await self._refuse(f"{topic}: {' '.join(str(error).split())}")

    async def _ask(self, topic: Topic, payload: bytes) -> None:
        match topic:
            case Topic.RECORD:
                await self._verbs.record(record_order(payload, self._subject))
            case Topic.LIVE:
                await self._verbs.live(live_order(payload, self._subject))
            case Topic.STOP:
                await self._verbs.stop()
