"""The daemon's web server: on a Unix socket, and on loopback or the network."""

import socket
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web
from aiohttp.typedefs import Middleware

from exermoted.service.place import answers
from sessions.errors import SourceError

SOCKET_MODE = 0o660
_SHUTDOWN_S = 1.0


@dataclass(frozen=True)
class Place:
    """Where the server listens.

    Attributes:
        socket: for this machine's users that the file's rights admit; None for none.
        host: the address for browsers and phones.
        port: 0 for any that is free.
        tls: encrypts, on the network.
    """

    socket: Path | None
    host: str
    port: int
    tls: ssl.SSLContext | None = None


class ControlServer:
    """Serves routes at a place.

    Args:
        place: where.
        routes: what answers.
        middlewares: what each request passes, the outermost first.
        largest_body: bytes of a request.

    Attributes:
        port: that it listens on.
    """

    def __init__(
        self,
        place: Place,
        routes: Sequence[web.AbstractRouteDef],
        middlewares: Sequence[Middleware],
        largest_body: int,
    ) -> None:
        self._place = place
        app = web.Application(middlewares=middlewares, client_max_size=largest_body)
        app.add_routes(routes)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=_SHUTDOWN_S)
        self.port = place.port

    async def open(self) -> None:
        """Begins to listen.

        Raises:
            SourceError: somebody else listens there already, or it cannot be listened on.
        """
        await self._runner.setup()
        try:
            if self._place.socket is not None:
                await self._listen_on_file(self._place.socket)
            await self._listen_on_port()
        except BaseException:
            await self.close()
            raise

    async def close(self) -> None:
        connections = self._runner.server.connections if self._runner.server else []
        transports = [connection.transport for connection in connections]
        await self._runner.cleanup()
        for transport in filter(None, transports):
            transport.abort()  # else each waits for its client to say goodbye in TLS

    async def _listen_on_file(self, path: Path) -> None:
        if answers(path):
            raise SourceError(f"another exermoted listens at {path}; stop it first")
        try:
            await web.SockSite(self._runner, _bound(path)).start()
        except OSError as error:
            raise SourceError(f"cannot listen at {path}: {error.strerror}") from error

    async def _listen_on_port(self) -> None:
        place = self._place
        try:
            await web.TCPSite(self._runner, place.host, place.port, ssl_context=place.tls).start()
        except OSError as error:
            raise SourceError(
                f"cannot listen on {place.host}:{place.port}: {error.strerror}; choose another "
                "service port"
            ) from error
        self.port = int(self._runner.addresses[-1][1])


def _bound(path: Path) -> socket.socket:
    """Returns a socket bound to a file; nobody can connect before its rights are set."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    bound = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    bound.bind(str(path))
    path.chmod(SOCKET_MODE)
    return bound
