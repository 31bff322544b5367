"""Looks at each request before anything else does: who asks, from where, and with what right."""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from dataclasses import replace

from aiohttp import web

from exermoted.control.answers import JSON, refusal
from exermoted.control.devices import Device, Devices
from exermoted.control.headers import add_headers
from exermoted.control.peers import Peer, Way, find_peer, remember
from recorder.phone.edges.access import LOOPBACK_NAMES, host_of, is_loopback
from sessions.errors import DataError, UsageError

COOKIE = "__Host-exermoted"
"""With this prefix a browser takes it only from the encrypted page itself (RFC 6265bis, 4.1.3)."""

LARGEST_BODY = 256 * 1024
SLOWEST_BODY_S = 10.0
SWEEP_S = 5.0

PAIR_PAGE = "/pair"
PAIR_CALL = "/api/pair"
PUSHES = frozenset({"/phone/sensor-logger", "/phone/sensorlog"})
"""Called by apps that can show a token in the address alone."""

OPEN_TO_ALL = frozenset({PAIR_PAGE, PAIR_CALL, "/pair.js", "/pair.css", "/phone/certificate"})
"""What a device needs that is not paired yet; none of it tells a secret."""

_OWN_BODIES = "/phone/"
_SITES = ("same-origin", "none")
_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def check_exposure(host: str, encrypted: bool) -> None:
    """Checks that a service on ``host`` is not open to whoever passes by.

    Raises:
        UsageError: it listens on the network without encryption, and so without tokens.
    """
    if not is_loopback(host) and not encrypted:
        raise UsageError(f"on the network ({host}) the service needs a certificate and pairing")


class Guard:
    """Guards an application.

    Args:
        devices: the paired ones.
        names: what this machine is called on the network, besides its addresses.
        slowest_body_s: how long a body may take to arrive.
        sweep_s: how often is looked whether a device was revoked by another process.
    """

    def __init__(
        self,
        devices: Devices,
        names: Collection[str],
        slowest_body_s: float = SLOWEST_BODY_S,
        sweep_s: float = SWEEP_S,
    ) -> None:
        self._devices = devices
        self._names = frozenset(name.lower() for name in names)
        self._slowest_body_s = slowest_body_s
        self._sweep_s = sweep_s
        self._open: defaultdict[str, set[asyncio.WriteTransport]] = defaultdict(set)

    def protect(self, app: web.Application) -> None:
        """Sets itself before everything that an application answers."""
        app.middlewares.insert(0, self._admit)
        app.on_response_prepare.append(add_headers)
        app.cleanup_ctx.append(self._sweeping)

    def cut(self, device: str) -> None:
        """Ends the connections of a device that was revoked, by its id."""
        for transport in self._open.pop(device, ()):
            transport.abort()

    @web.middleware
    async def _admit(self, request: web.Request, handler: _Handler) -> web.StreamResponse:
        peer = find_peer(request)
        if peer is None:
            return refusal(403, "from the network this needs https")
        refused = self._refuse_site(request, peer)
        if refused is None and peer.way is Way.NETWORK:
            device = self._device_of(request)
            peer = replace(peer, device=device)
            refused = self._refuse_stranger(request, device)
        if refused is None:
            refused = await self._refuse_body(request)
        if refused is not None:
            return refused
        remember(request, peer)
        return await self._pass(request, handler, peer.device)

    def _refuse_site(self, request: web.Request, peer: Peer) -> web.Response | None:
        """Refuses another site's page that a browser here has open.

        It may have a name of its own lead here (Host), or send from its own (Origin).
        """
        if peer.way is Way.UNIX:
            return None
        own = LOOPBACK_NAMES if peer.way is Way.LOOPBACK else {*self._names, peer.host}
        if host_of(request.host) not in own:
            return refusal(421, "this machine is not called so; use its address")
        origin = request.headers.get("Origin")
        if origin is not None and origin != f"{request.scheme}://{request.host}":
            return refusal(403, "from another site")
        if request.headers.get("Sec-Fetch-Site", "none") not in _SITES and not _navigates(request):
            return refusal(403, "from another site")
        return None

    def _refuse_stranger(self, request: web.Request, device: Device | None) -> web.Response | None:
        if request.path in OPEN_TO_ALL:
            return None
        if device is None and "text/html" in request.headers.get("Accept", ""):
            return web.Response(status=303, headers={"Location": PAIR_PAGE})
        if device is None:
            return refusal(401, "not paired; run 'exermoted phone pair'", WWW_Authenticate="Bearer")
        if device.pushes and request.path not in PUSHES:
            return refusal(403, "this device is paired for sending motion alone")
        return None

    def _device_of(self, request: web.Request) -> Device | None:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            token = request.cookies.get(COOKIE, "")
        in_address = not token and request.path in PUSHES
        if in_address:
            token = request.query.get("token", "")
        device = self._devices.device_of(token.strip()) if token else None
        if device is None or (in_address and not device.pushes):
            return None
        self._devices.saw(device)
        return device

    async def _refuse_body(self, request: web.Request) -> web.Response | None:
        """Reads a body in bounded time; the phone's own answers do that themselves, and count."""
        leads_nowhere = request.match_info.http_exception is not None
        if request.method != "POST" or leads_nowhere or request.path.startswith(_OWN_BODIES):
            return None
        if request.content_type != JSON:
            return refusal(415, f"send {JSON}")
        try:
            async with asyncio.timeout(self._slowest_body_s):
                await request.read()
        except web.HTTPRequestEntityTooLarge:
            return refusal(413, "that is too large")
        except TimeoutError:
            return refusal(408, "that is too slow")
        return None

    async def _pass(
        self, request: web.Request, handler: _Handler, device: Device | None
    ) -> web.StreamResponse:
        transport = request.transport
        if device is None or transport is None:
            return await handler(request)
        self._open[device.id].add(transport)
        try:
            return await handler(request)
        finally:
            self._open[device.id].discard(transport)

    async def _sweeping(self, _app: web.Application) -> AsyncIterator[None]:
        task = asyncio.create_task(self._sweep())
        yield
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task

    async def _sweep(self) -> None:
        """Cuts off those revoked elsewhere, and has visits written down now and then."""
        while True:
            await asyncio.sleep(self._sweep_s)
            known = {device.id for device in self._devices.all()}
            for device in [device for device in self._open if device not in known]:
                self.cut(device)
            if self._devices.has_news():
                with contextlib.suppress(DataError):  # it is only when they were last here
                    await asyncio.to_thread(self._devices.write_visits)


def _navigates(request: web.Request) -> bool:
    """Whether a person opens a page, be it by a link on another one."""
    fetch = [request.headers.get(f"Sec-Fetch-{name}") for name in ("Mode", "Dest")]
    return request.method == "GET" and fetch == ["navigate", "document"]
