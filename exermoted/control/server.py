"""The daemon's web server: on a Unix socket, and on loopback or the network."""

import os
import socket
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web
from aiohttp.typedefs import Middleware

from exermoted.control.door import Door, make_runner
from exermoted.control.guard import LARGEST_BODY, Guard, check_exposure
from exermoted.service.place import answers
from sessions.errors import SourceError

SOCKET_MODE = 0o660


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
        middlewares: what each request passes that the guard lets in, the outermost first.
        guard: looks at each request before that.

    Attributes:
        port: that it listens on.

    Raises:
        UsageError: the place is on the network, and not encrypted.
    """

    def __init__(
        self,
        place: Place,
        routes: Sequence[web.AbstractRouteDef],
        middlewares: Sequence[Middleware],
        guard: Guard,
    ) -> None:
        check_exposure(place.host, place.tls is not None)
        self._place = place
        app = web.Application(middlewares=middlewares, client_max_size=LARGEST_BODY)
        app.add_routes(routes)
        guard.protect(app)
        self._runner = make_runner(app)
        self._doors: list[Door] = []
        self.port = place.port

    @property
    def address(self) -> str:
        """The address that browsers on this machine open."""
        return f"{'http' if self._place.tls is None else 'https'}://127.0.0.1:{self.port}/"

    async def open(self) -> None:
        """Begins to listen.

        Raises:
            SourceError: somebody else listens there already, or it cannot be listened on.
        """
        await self._runner.setup()
        try:
            if self._place.socket is not None:
                self._listen_on_file(self._place.socket)
            self._listen_on_port()
        except BaseException:
            await self.close()
            raise

    async def close(self) -> None:
        connections = self._runner.server.connections if self._runner.server else []
        transports = [connection.transport for connection in connections]
        await self._runner.cleanup()
        for door in self._doors:
            await door.close()
        for transport in filter(None, transports):
            transport.abort()  # else each waits for its client to say goodbye in TLS

    def _listen_on_file(self, path: Path) -> None:
        if answers(path):
            raise SourceError(f"another exermoted listens at {path}; stop it first")
        try:
            self._open_door(_bound(path))
        except OSError as error:
            raise SourceError(f"cannot listen at {path}: {error.strerror}") from error

    def _listen_on_port(self) -> None:
        place = self._place
        family = socket.AF_INET6 if ":" in place.host else socket.AF_INET
        try:
            listening = socket.create_server((place.host, place.port), family=family)
        except OSError as error:
            raise SourceError(
                f"cannot listen on {place.host}:{place.port}: {os.strerror(error.errno or 0)}; "
                "choose another service port"
            ) from error
        self._open_door(listening, place.tls)
        self.port = int(listening.getsockname()[1])

    def _open_door(self, listening: socket.socket, tls: ssl.SSLContext | None = None) -> None:
        door = Door(self._runner, listening, tls)
        door.open()
        self._doors.append(door)


def _bound(path: Path) -> socket.socket:
    """Returns a socket that listens at a file; nobody can connect before its rights are set."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    bound = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    bound.bind(str(path))
    path.chmod(SOCKET_MODE)
    bound.listen()
    return bound
