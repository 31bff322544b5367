"""What the phone's page sends: messages by WebSocket, or one by one."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Protocol

from aiohttp import WSCloseCode, WSMsgType, web

from recorder.phone import page
from recorder.phone.edges.bodies import JSON, read_body
from recorder.phone.edges.outlet import Outlet
from recorder.phone.intake import Refusal
from sessions.errors import PacketError

LARGEST_MESSAGE = 64 * 1024
MOST_SOCKETS = 4
PING_S = 10.0
FAREWELL_S = 1.0


class Reception(Protocol):
    """Whoever takes what pages send, and says what they show."""

    def enter(self, outlet: Outlet) -> None:
        """Takes that a page has connected by WebSocket."""

    def leave(self, outlet: Outlet) -> None:
        """Takes that it has gone."""

    def hear(self, message: page.Message, outlet: Outlet | None) -> page.Reply:
        """Takes a page's message, by its WebSocket or on its own, and returns the answer."""

    def refuse(self, reason: Refusal, detail: str) -> Refusal:
        """Counts what cannot be taken; returns the reason."""


class Handlers:
    """Answers requests that have passed the guard.

    Args:
        reception: takes what they bring.
        most_sockets: how many WebSockets may be open.
    """

    def __init__(self, reception: Reception, most_sockets: int = MOST_SOCKETS) -> None:
        self._reception = reception
        self._most_sockets = most_sockets
        self._sockets: set[web.WebSocketResponse] = set()

    def routes(self, prefix: str = "") -> list[web.RouteDef]:
        return [
            web.get(f"{prefix}/stream", self._page_socket),
            web.post(f"{prefix}/batch", self._page_post),
        ]

    async def close(self) -> None:
        """Ends what is open."""
        farewells = (socket.close(code=WSCloseCode.GOING_AWAY) for socket in self._sockets)
        await asyncio.gather(*farewells)

    async def _page_socket(self, request: web.Request) -> web.StreamResponse:
        if len(self._sockets) >= self._most_sockets:
            self._reception.refuse(Refusal.TOO_MANY, f"from {request.remote}")
            raise web.HTTPServiceUnavailable
        socket = web.WebSocketResponse(
            timeout=FAREWELL_S, heartbeat=PING_S, max_msg_size=LARGEST_MESSAGE, compress=False
        )
        self._sockets.add(socket)
        try:
            await socket.prepare(request)
            async with self._entered(socket) as outlet:
                await self._converse(socket, outlet)
        finally:
            self._sockets.discard(socket)
        return socket

    @asynccontextmanager
    async def _entered(self, socket: web.WebSocketResponse) -> AsyncIterator[Outlet]:
        outlet = Outlet()
        delivery = asyncio.create_task(outlet.deliver(socket.send_str))
        self._reception.enter(outlet)
        try:
            yield outlet
        finally:
            self._reception.leave(outlet)
            delivery.cancel()

    async def _converse(self, socket: web.WebSocketResponse, outlet: Outlet) -> None:
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                outlet.put(self._hear(message.data, outlet))
                await asyncio.sleep(0)  # one that sends all it has kept leaves others their turn
            elif message.type is WSMsgType.BINARY:
                self._reception.refuse(Refusal.CONTENT_TYPE, "a message that is no text")
                await socket.close(code=WSCloseCode.UNSUPPORTED_DATA)
            elif getattr(message.data, "code", None) == WSCloseCode.MESSAGE_TOO_BIG:
                self._reception.refuse(Refusal.TOO_LARGE, str(message.data))

    async def _page_post(self, request: web.Request) -> web.Response:
        body = await read_body(request, (JSON,), self._reception.refuse)
        return web.Response(text=self._hear(body, None), content_type=JSON)

    def _hear(self, body: str | bytes, outlet: Outlet | None) -> str:
        """Takes a message of the page and returns the answer."""
        try:
            message = page.decode(body)
        except PacketError as error:
            self._reception.refuse(Refusal.MALFORMED, str(error))
            return page.encode(page.Reply(refused=str(error)))
        return page.encode(self._reception.hear(message, outlet))
