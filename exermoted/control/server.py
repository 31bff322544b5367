"""The daemon's web server: on a Unix socket, and on loopback or the network."""

import socket
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from exermoted.control.answers import in_words
from exermoted.control.door import Door, make_runner
from exermoted.control.guard import LARGEST_BODY, Guard, check_exposure
from exermoted.service.place import answers
from sessions.errors import SourceError

SOCKET_MODE = 0o660


@dataclass(frozen=True)
class Place:
    """Where the server listens.

    Attributes:
        socket: for this machine's users whom the file's rights admit.
        host: the address for browsers and phones.
        port: 0 for any that is free.
        tls: encrypts, on the network.
    """

    socket: Path
    host: str
    port: int
    tls: ssl.SSLContext | None = None


class ControlServer:
    """Serves routes at a place, behind a guard.

    Args:
        place: where.
        routes: what answers.
        guard: what each request passes first.

    Attributes:
        port: that it listens on.

    Raises:
        UsageError: it would be open to whoever passes by.
    """

    def __init__(self, place: Place, routes: Sequence[web.AbstractRouteDef], guard: Guard) -> None:
        check_exposure(place.host, place.tls is not None)
        self._place = place
        app = web.Application(middlewares=[in_words], client_max_size=LARGEST_BODY)
        app.add_routes(routes)
        guard.protect(app)
        self._runner = make_runner(app)
        self._doors: list[Door] = []
        self.port = place.port

    async def open(self) -> None:
        """Begins to listen.

        Raises:
            SourceError: somebody else listens there already, or it cannot be listened on.
        """
        await self._runner.setup()
        try:
            self._let_in(self._on_file(self._place.socket))
            self._let_in(self._on_port(), self._place.tls)
        except BaseException:
            await self.close()
            raise

    async def close(self) -> None:
        await self._runner.cleanup()
        for door in self._doors:
            await door.close()

    def _let_in(self, listening: socket.socket, tls: ssl.SSLContext | None = None) -> None:
        door = Door(self._runner, listening, tls)
        self._doors.append(door)
        door.open()

    def _on_file(self, path: Path) -> socket.socket:
        if answers(path):
            raise SourceError(f"another exermoted listens at {path}; stop it first")
        listening = socket.socket(socket.AF_UNIX)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.unlink(missing_ok=True)
            listening.bind(str(path))
            path.chmod(SOCKET_MODE)  # before anybody can connect
            listening.listen()
        except OSError as error:
            listening.close()
            raise SourceError(f"cannot listen at {path}: {error.strerror or error}") from error
        return listening

    def _on_port(self) -> socket.socket:
        place = self._place
        try:
            listening = socket.create_server((place.host, place.port))
        except OSError as error:
            where = f"{place.host}:{place.port}"
            raise SourceError(
                f"cannot listen on {where}: {error.strerror}; choose another service: port"
            ) from error
        self.port = int(listening.getsockname()[1])
        return listening
