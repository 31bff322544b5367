"""The server for phones that send by HTTP: our own page, Sensor Logger and SensorLog."""

import ssl
from collections.abc import Awaitable, Callable
from pathlib import Path

from aiohttp import web

from recorder.phone.edges.access import Guard, check_exposure
from recorder.phone.edges.files import CERTIFICATE, FILES
from recorder.phone.edges.handlers import LARGEST_BODY
from recorder.phone.edges.hosted import HostedPage
from recorder.phone.edges.shutdown import shut
from recorder.phone.intake import Intake
from recorder.phone.shown import Shown
from sessions.errors import SourceError

PORT = 8443

_OPEN_TO_ALL = frozenset({*FILES, CERTIFICATE})
_SHUTDOWN_S = 1.0
_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class PhoneServer:
    """Listens for phones.

    Args:
        host: the address to listen on.
        port: 0 for any that is free.
        tls: encrypts; needed on the network.
        token: what addresses must carry; needed on the network.
        certificate: what a phone may install so that it trusts this server.

    Raises:
        UsageError: it would listen on the network without encryption or token.
    """

    def __init__(
        self,
        host: str = "127.0.0.1",
        port: int = PORT,
        tls: ssl.SSLContext | None = None,
        token: str | None = None,
        certificate: Path | None = None,
    ) -> None:
        check_exposure(host, tls is not None, token)
        self._host = host
        self._tls = tls
        self._guard = Guard(token)
        self._page = HostedPage(certificate)
        self._runner: web.AppRunner | None = None
        self.port = port

    def show(self, shown: Shown | None) -> None:
        """Shows it on every page; see `HostedPage.show`."""
        self._page.show(shown)

    async def open(self, intake: Intake) -> None:
        await self._page.open(intake)
        app = web.Application(client_max_size=LARGEST_BODY, middlewares=[self._admit])
        app.add_routes(self._page.routes())
        app.on_shutdown.append(lambda _: self._page.hang_up())
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=_SHUTDOWN_S)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, self._host, self.port, ssl_context=self._tls).start()
        except OSError as error:
            await self.close()
            where = f"{self._host}:{self.port}"
            raise SourceError(
                f"cannot listen on {where}: {error.strerror}; choose another --port"
            ) from error
        self.port = int(self._runner.addresses[0][1])

    async def close(self) -> None:
        runner, self._runner = self._runner, None
        if runner is not None:
            await self._page.close()
            await shut(runner)

    @web.middleware
    async def _admit(self, request: web.Request, handler: _Handler) -> web.StreamResponse:
        if request.path not in _OPEN_TO_ALL:
            refused = self._guard.refusal(request)
            if refused is not None:
                self._page.refuse(*refused)
                raise web.HTTPForbidden(text=f"{refused[0]}: open the address as it was printed")
        return await handler(request)
