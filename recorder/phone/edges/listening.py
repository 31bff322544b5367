"""A web server for phones: on this machine, or on the network with encryption and a token."""

import ssl
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from recorder.phone.edges.access import Guard, check_exposure
from recorder.phone.edges.bodies import LARGEST_BODY
from recorder.phone.edges.files import CERTIFICATE, FILES
from recorder.phone.edges.shutdown import shut
from recorder.phone.intake import Refusal
from sessions.errors import SourceError

PORT = 8443

_OPEN_TO_ALL = frozenset({*FILES, CERTIFICATE})
_SHUTDOWN_S = 1.0
_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Site:
    """Where a server for phones is.

    Attributes:
        host: the address to listen on.
        port: 0 for any that is free.
        tls: encrypts; needed on the network.
        token: what addresses must carry; needed on the network.
        certificate: what a phone may install so that it trusts this server.

    Raises:
        UsageError: it would be open on the network without encryption or token.
    """

    host: str = "127.0.0.1"
    port: int = PORT
    tls: ssl.SSLContext | None = None
    token: str | None = None
    certificate: Path | None = None

    def __post_init__(self) -> None:
        check_exposure(self.host, self.tls is not None, self.token)


class Listener:
    """Listens at a site.

    Args:
        site: where that is.
        refuse: is told what may not pass, and why.

    Attributes:
        port: that of the site, or the free one that was found.
    """

    def __init__(self, site: Site, refuse: Callable[[Refusal, str], object]) -> None:
        self._site = site
        self._guard = Guard(site.token)
        self._refuse = refuse
        self._runner: web.AppRunner | None = None
        self.port = site.port

    async def open(
        self, routes: Iterable[web.AbstractRouteDef], hang_up: Callable[[], Awaitable[None]]
    ) -> None:
        """Answers ``routes`` from now on; ``hang_up`` ends open conversations before the end.

        Raises:
            SourceError: the port is taken, or not ours to take.
        """
        app = web.Application(client_max_size=LARGEST_BODY, middlewares=[self._admit])
        app.add_routes(routes)
        app.on_shutdown.append(lambda _: hang_up())
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=_SHUTDOWN_S)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._site.host, self.port, ssl_context=self._site.tls)
        try:
            await site.start()
        except OSError as error:
            await self.close()
            where = f"{self._site.host}:{self.port}"
            raise SourceError(
                f"cannot listen on {where}: {error.strerror}; choose another --port"
            ) from error
        self.port = int(self._runner.addresses[0][1])

    async def close(self) -> None:
        """Ends every connection; does nothing where it is not open."""
        runner, self._runner = self._runner, None
        if runner is not None:
            await shut(runner)

    @web.middleware
    async def _admit(self, request: web.Request, handler: _Handler) -> web.StreamResponse:
        if request.path not in _OPEN_TO_ALL:
            refused = self._guard.refusal(request)
            if refused is not None:
                self._refuse(*refused)
                raise web.HTTPForbidden(text=f"{refused[0]}: open the address as it was printed")
        return await handler(request)
