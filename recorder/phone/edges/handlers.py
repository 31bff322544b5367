"""What the server for phones answers: the page and its messages, and the apps that push."""

import asyncio
from collections.abc import Iterable
from importlib import resources
from pathlib import Path

from aiohttp import WSCloseCode, WSMsgType, web

from recorder.phone import page, sensor_logger, sensorlog
from recorder.phone.intake import Intake, Refusal
from recorder.phone.motion import Motion
from recorder.phone.reading import Batch, Convention, readings_of
from sessions.errors import PacketError

LARGEST_BODY = 256 * 1024
LARGEST_MESSAGE = 64 * 1024
MOST_SOCKETS = 4
SLOWEST_BODY_S = 10.0
PING_S = 10.0

PAGE = "/"
CERTIFICATE = "/certificate"
FILES = {
    "/main.js": "text/javascript",
    "/link.js": "text/javascript",
    "/sensors.js": "text/javascript",
    "/style.css": "text/css",
    "/icon.svg": "image/svg+xml",
}
"""What the page is made of, which holds no secret."""

_JSON = "application/json"
_CSV = ("text/csv", "text/plain")
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'self'; connect-src 'self' {socket}; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class Handlers:
    """Answers requests that have passed the guard.

    Args:
        intake: takes the readings.
        certificate: what a phone may install so that it trusts this server.

    Attributes:
        text: what the page shows its wearer.
    """

    def __init__(self, intake: Intake, certificate: Path | None) -> None:
        self._intake = intake
        self._certificate = certificate
        self._sockets: set[web.WebSocketResponse] = set()
        folder = resources.files("recorder.phone") / "web"
        self._files = {name: (folder / name[1:]).read_bytes() for name in FILES}
        self._page = (folder / "index.html").read_bytes()
        self.text = ""

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get(PAGE, self._send_page),
            *(web.get(name, self._send_file) for name in FILES),
            web.get(CERTIFICATE, self._send_certificate),
            web.get("/stream", self._page_socket),
            web.post("/batch", self._page_post),
            web.post("/sensor-logger", self._sensor_logger),
            web.post("/sensorlog", self._sensorlog),
        ]

    async def close(self) -> None:
        """Ends what is open."""
        for socket in tuple(self._sockets):
            await socket.close(code=WSCloseCode.GOING_AWAY)

    async def _send_page(self, request: web.Request) -> web.Response:
        scheme = "wss" if request.secure else "ws"
        headers = {
            name: value.format(socket=f"{scheme}://{request.host}")
            for name, value in _HEADERS.items()
        }
        return web.Response(body=self._page, content_type="text/html", headers=headers)

    async def _send_file(self, request: web.Request) -> web.Response:
        headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
        return web.Response(
            body=self._files[request.path], content_type=FILES[request.path], headers=headers
        )

    async def _send_certificate(self, _request: web.Request) -> web.StreamResponse:
        if self._certificate is None:
            raise web.HTTPNotFound
        return web.Response(
            body=self._certificate.read_bytes(), content_type="application/x-x509-ca-cert"
        )

    async def _page_socket(self, request: web.Request) -> web.StreamResponse:
        if len(self._sockets) >= MOST_SOCKETS:
            self._intake.refuse(Refusal.TOO_MANY, f"from {request.remote}")
            raise web.HTTPServiceUnavailable
        socket = web.WebSocketResponse(
            heartbeat=PING_S, max_msg_size=LARGEST_MESSAGE, compress=False
        )
        await socket.prepare(request)
        self._sockets.add(socket)
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    await socket.send_str(self._hear(message.data))
                elif message.type is WSMsgType.BINARY:
                    self._intake.refuse(Refusal.CONTENT_TYPE, "a message that is no text")
                    await socket.close(code=WSCloseCode.UNSUPPORTED_DATA)
                elif getattr(message.data, "code", None) == WSCloseCode.MESSAGE_TOO_BIG:
                    self._intake.refuse(Refusal.TOO_LARGE, str(message.data))
        except ConnectionResetError:
            pass  # the phone went while it was being answered, and will be back
        finally:
            self._sockets.discard(socket)
        return socket

    async def _page_post(self, request: web.Request) -> web.Response:
        body = await self._body(request, (_JSON,))
        return web.Response(text=self._hear(body), content_type=_JSON)

    def _hear(self, body: str | bytes) -> str:
        """Takes a message of the page and returns the answer."""
        try:
            message = page.decode(body)
        except PacketError as error:
            self._intake.refuse(Refusal.MALFORMED, str(error))
            return page.encode_reply(None, refused=str(error))
        refusal = self._intake.take(message.batch)
        if refusal is Refusal.SECOND_PHONE:
            return page.encode_reply(message.number, refused=refusal)
        if message.hidden:
            self._intake.tell("its page is hidden, so that it hardly measures; bring it back")
        if message.was_hidden_s is not None:
            self._intake.tell(f"its page was hidden for {message.was_hidden_s:.1f} s")
        convention = self._intake.convention_of(message.batch.device)
        return page.encode_reply(message.number, convention, text=self.text)

    async def _sensor_logger(self, request: web.Request) -> web.Response:
        body = await self._body(request, (_JSON,))
        try:
            self._intake.take(sensor_logger.decode(body))
        except PacketError as error:
            self._intake.refuse(Refusal.MALFORMED, str(error))
            raise web.HTTPBadRequest(text=str(error)) from error
        return web.Response()

    async def _sensorlog(self, request: web.Request) -> web.Response:
        body = await self._body(request, (_JSON, *_CSV))
        device = request.remote or "SensorLog"
        try:
            motions = _motions(body, request.content_type)
            readings = tuple(r for motion in motions for r in readings_of(motion))
        except PacketError as error:
            self._intake.refuse(Refusal.MALFORMED, str(error))
            raise web.HTTPBadRequest(text=str(error)) from error
        self._intake.take(Batch(device, "http", readings, Convention.IOS))
        return web.Response()

    async def _body(self, request: web.Request, kinds: Iterable[str]) -> bytes:
        if request.content_type not in kinds:
            self._intake.refuse(Refusal.CONTENT_TYPE, request.content_type)
            raise web.HTTPUnsupportedMediaType(text=f"send {' or '.join(kinds)}")
        try:
            async with asyncio.timeout(SLOWEST_BODY_S):
                return await request.read()
        except web.HTTPRequestEntityTooLarge:
            self._intake.refuse(Refusal.TOO_LARGE, f"more than {LARGEST_BODY} bytes")
            raise
        except TimeoutError as error:
            self._intake.refuse(Refusal.TOO_SLOW, f"from {request.remote}")
            raise web.HTTPRequestTimeout from error


def _motions(body: bytes, kind: str) -> list[Motion]:
    if kind == _JSON:
        return [sensorlog.decode_object(body)]
    header, *lines = body.splitlines() or [b""]
    decoder = sensorlog.Decoder(header)
    return [decoder.decode(line) for line in lines if line.strip()]
