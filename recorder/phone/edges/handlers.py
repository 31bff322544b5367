"""What phones send by HTTP: the page's messages by WebSocket or one by one, and apps' pushes."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Protocol

from aiohttp import WSCloseCode, WSMsgType, web

from recorder.phone import page, sensor_logger, sensorlog
from recorder.phone.edges.outlet import Outlet
from recorder.phone.intake import Refusal
from recorder.phone.motion import Motion
from recorder.phone.reading import Batch, Convention, readings_of
from sessions.errors import PacketError

LARGEST_BODY = 256 * 1024
LARGEST_MESSAGE = 64 * 1024
MOST_SOCKETS = 4
SLOWEST_BODY_S = 10.0
PING_S = 10.0
FAREWELL_S = 1.0

_JSON = "application/json"
_CSV = ("text/csv", "text/plain")


class Reception(Protocol):
    """Whoever takes what phones send, and says what their pages show."""

    def enter(self, outlet: Outlet) -> None:
        """Takes that a page has connected by WebSocket."""

    def leave(self, outlet: Outlet) -> None:
        """Takes that it has gone."""

    def hear(self, message: page.Message, outlet: Outlet | None) -> page.Reply:
        """Takes a page's message, by its WebSocket or on its own, and returns the answer."""

    def push(self, batch: Batch) -> None:
        """Takes what an app has sent."""

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

    def page_routes(self, prefix: str = "") -> list[web.RouteDef]:
        """Returns what the page sends to."""
        return [
            web.get(f"{prefix}/stream", self._page_socket),
            web.post(f"{prefix}/batch", self._page_post),
        ]

    def app_routes(self, prefix: str = "") -> list[web.RouteDef]:
        """Returns what apps push to."""
        return [
            web.post(f"{prefix}/sensor-logger", self._sensor_logger),
            web.post(f"{prefix}/sensorlog", self._sensorlog),
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
            elif message.type is WSMsgType.BINARY:
                self._reception.refuse(Refusal.CONTENT_TYPE, "a message that is no text")
                await socket.close(code=WSCloseCode.UNSUPPORTED_DATA)
            elif getattr(message.data, "code", None) == WSCloseCode.MESSAGE_TOO_BIG:
                self._reception.refuse(Refusal.TOO_LARGE, str(message.data))

    async def _page_post(self, request: web.Request) -> web.Response:
        body = await self._body(request, (_JSON,))
        return web.Response(text=self._hear(body, None), content_type=_JSON)

    def _hear(self, body: str | bytes, outlet: Outlet | None) -> str:
        """Takes a message of the page and returns the answer."""
        try:
            message = page.decode(body)
        except PacketError as error:
            self._reception.refuse(Refusal.MALFORMED, str(error))
            return page.encode(page.Reply(refused=str(error)))
        return page.encode(self._reception.hear(message, outlet))

    async def _sensor_logger(self, request: web.Request) -> web.Response:
        body = await self._body(request, (_JSON,))
        try:
            self._reception.push(sensor_logger.decode(body))
        except PacketError as error:
            self._reception.refuse(Refusal.MALFORMED, str(error))
            raise web.HTTPBadRequest(text=str(error)) from error
        return web.Response()

    async def _sensorlog(self, request: web.Request) -> web.Response:
        body = await self._body(request, (_JSON, *_CSV))
        device = request.remote or "SensorLog"
        try:
            motions = _motions(body, request.content_type)
            readings = tuple(r for motion in motions for r in readings_of(motion))
        except PacketError as error:
            self._reception.refuse(Refusal.MALFORMED, str(error))
            raise web.HTTPBadRequest(text=str(error)) from error
        self._reception.push(Batch(device, "http", readings, Convention.IOS))
        return web.Response()

    async def _body(self, request: web.Request, kinds: Iterable[str]) -> bytes:
        if request.content_type not in kinds:
            self._reception.refuse(Refusal.CONTENT_TYPE, request.content_type)
            raise web.HTTPUnsupportedMediaType(text=f"send {' or '.join(kinds)}")
        try:
            async with asyncio.timeout(SLOWEST_BODY_S):
                return await _bounded(request)
        except web.HTTPRequestEntityTooLarge:
            self._reception.refuse(Refusal.TOO_LARGE, f"more than {LARGEST_BODY} bytes")
            raise
        except TimeoutError as error:
            self._reception.refuse(Refusal.TOO_SLOW, f"from {request.remote}")
            raise web.HTTPRequestTimeout from error


async def _bounded(request: web.Request) -> bytes:
    """Returns a body; that of an application that hosts this may be larger elsewhere."""
    body = bytearray()
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > LARGEST_BODY:
            raise web.HTTPRequestEntityTooLarge(max_size=LARGEST_BODY, actual_size=len(body))
    return bytes(body)


def _motions(body: bytes, kind: str) -> list[Motion]:
    if kind == _JSON:
        return [sensorlog.decode_object(body)]
    header, *lines = body.splitlines() or [b""]
    decoder = sensorlog.Decoder(header)
    return [decoder.decode(line) for line in lines if line.strip()]
