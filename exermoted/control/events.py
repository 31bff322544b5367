"""The WebSocket that every message is told by."""

import asyncio
import contextlib

import msgspec
from aiohttp import WSCloseCode, WSMsgType, web

from exermoted.service.controller import Controller
from exermoted.service.hub import Subscription

MOST_READERS = 32
PING_S = 20.0
PATIENCE_S = 10.0
"""How long one message may wait for a reader's connection to take it."""
LARGEST_MESSAGE = 1024


class Events:
    """Tells each reader everything; a slow one loses only its own messages."""

    def __init__(self, controller: Controller) -> None:
        self._controller = controller
        self._sockets: set[web.WebSocketResponse] = set()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        if len(self._sockets) >= MOST_READERS:
            raise web.HTTPServiceUnavailable(reason="too many readers")
        socket = web.WebSocketResponse(
            heartbeat=PING_S, max_msg_size=LARGEST_MESSAGE, compress=False
        )
        await socket.prepare(request)
        self._sockets.add(socket)
        with self._controller.hub.subscribe() as subscription:
            subscription.put(self._controller.status)
            subscription.put(self._controller.sensors)
            teller = asyncio.create_task(_tell(socket, subscription))
            try:
                await _wait_for_the_end(socket)
            finally:
                self._sockets.discard(socket)
                teller.cancel()
        return socket

    async def close(self) -> None:
        """Says goodbye to every reader."""
        for socket in tuple(self._sockets):
            await socket.close(code=WSCloseCode.GOING_AWAY)


async def _tell(socket: web.WebSocketResponse, subscription: Subscription) -> None:
    with contextlib.suppress(ConnectionError, TimeoutError):
        async for message in subscription.messages():
            async with asyncio.timeout(PATIENCE_S):
                await socket.send_str(msgspec.json.encode(message).decode())
    await socket.close(code=WSCloseCode.TRY_AGAIN_LATER, message=b"too slow", drain=False)


async def _wait_for_the_end(socket: web.WebSocketResponse) -> None:
    """Reads until the reader goes; what it sends has no meaning and is left."""
    async for message in socket:
        if message.type is WSMsgType.ERROR:
            return
