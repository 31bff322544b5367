"""The calls by which devices are paired, listed and revoked, and the page that pairs."""

import asyncio
import math
from collections.abc import Awaitable, Callable
from importlib import resources

from aiohttp import web

from exermoted.control.answers import NotThereError, answer, ordered, refusal
from exermoted.control.devices import Devices
from exermoted.control.guard import COOKIE, PAIR_CALL, PAIR_PAGE
from exermoted.control.pairing import LIFE_S, Invitation, Paired, Pairings, PairOrder
from exermoted.control.peers import peer_of
from sessions.errors import DataError, UsageError

_YEAR_S = 365 * 24 * 3600
_FILES = {"/pair.js": "text/javascript", "/pair.css": "text/css"}
_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class PairingRoutes:
    """Answers what concerns pairing.

    Args:
        devices: the paired ones.
        pairings: the open secrets.
        base: the service's address on the network, as https://192.168.1.5:8443; None where it
            listens on this machine alone.
        revoked: is told a device's id once it is revoked.
        fingerprint: of the certificate that a new device will warn of.
    """

    def __init__(
        self,
        devices: Devices,
        pairings: Pairings,
        base: Callable[[], str | None],
        revoked: Callable[[str], None],
        fingerprint: str | None = None,
    ) -> None:
        self._devices = devices
        self._pairings = pairings
        self._base = base
        self._revoked = revoked
        self._fingerprint = fingerprint
        folder = resources.files("exermoted.control") / "web"
        self._page = (folder / "pair.html").read_bytes()
        self._files = {name: (folder / name[1:]).read_bytes() for name in _FILES}

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get(PAIR_PAGE, self._send_page),
            *(web.get(name, self._send_file) for name in _FILES),
            web.post("/api/pairings", _at_this_machine(self._invite)),
            web.post(PAIR_CALL, self._pair),
            web.get("/api/devices", _at_this_machine(self._list)),
            web.delete("/api/devices/{id}", _at_this_machine(self._revoke)),
        ]

    async def _send_page(self, _request: web.Request) -> web.Response:
        return web.Response(body=self._page, content_type="text/html", charset="utf-8")

    async def _send_file(self, request: web.Request) -> web.Response:
        return web.Response(body=self._files[request.path], content_type=_FILES[request.path])

    async def _invite(self, _request: web.Request) -> web.Response:
        base = self._base()
        if base is None:
            return refusal(409, "only this machine reaches the service; see service: network")
        secret = self._pairings.open()
        address = f"{base}{PAIR_PAGE}#{secret}"
        invitation = Invitation(
            address=address,
            secret=secret,
            expires_s=LIFE_S,
            fingerprint=self._fingerprint,
            code=_code(address),
        )
        return answer(invitation)

    async def _pair(self, request: web.Request) -> web.Response:
        order = await ordered(request, PairOrder)
        address = peer_of(request).address
        wait_s = self._pairings.wait_s(address)
        if wait_s > 0:
            seconds = str(math.ceil(wait_s))
            return refusal(429, f"too many attempts; wait {seconds} s", Retry_After=seconds)
        if not self._pairings.use(order.secret, address):
            return refusal(
                403, "this secret is not good, or no more; run 'exermoted phone pair' for a new one"
            )
        return await self._add(order)

    async def _add(self, order: PairOrder) -> web.Response:
        try:
            device, token = await asyncio.to_thread(
                self._devices.pair, order.name, pushes=order.pushes
            )
        except UsageError as error:
            return refusal(409, str(error))
        except DataError as error:
            return refusal(503, str(error))
        said = answer(Paired(token=token, device=device))
        if not device.pushes:
            said.set_cookie(
                COOKIE, token, max_age=_YEAR_S, secure=True, httponly=True, samesite="Strict"
            )
        return said

    async def _list(self, _request: web.Request) -> web.Response:
        return answer(self._devices.all())

    async def _revoke(self, request: web.Request) -> web.Response:
        device = request.match_info["id"]
        try:
            gone = await asyncio.to_thread(self._devices.revoke, device)
        except DataError as error:
            return refusal(503, f"revoked until the next start: {error}")
        finally:
            self._revoked(device)
        if gone is None:
            raise NotThereError("no such device is paired")
        return answer(gone)


def _code(address: str) -> tuple[str, ...]:
    import segno  # noqa: PLC0415 - only where somebody pairs

    return tuple("".join(map(str, row)) for row in segno.make(address, micro=False).matrix)


def _at_this_machine(handler: _Handler) -> _Handler:
    async def checked(request: web.Request) -> web.StreamResponse:
        if not peer_of(request).is_local:
            return refusal(403, "only somebody at the service's own machine may do this")
        return await handler(request)

    return checked
