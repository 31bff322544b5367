"""Lets connections in: a bounded number in all and from each address, before they say a word."""

import asyncio
import contextlib
import logging
import socket
import ssl

from aiohttp import http_exceptions, web

MOST_CONNECTIONS = 128
MOST_OF_ONE_ADDRESS = 32
HANDSHAKE_S = 10.0
SILENT_S = 20.0
"""How long a connection may take to say what it wants, and may be kept between two requests."""

_log = logging.getLogger("exermoted.http")
_LINGERING_S = 2.0
_GOODBYE_S = 1.0
_FULL_S = 0.5


def make_runner(app: web.Application, silent_s: float = SILENT_S) -> web.AppRunner:
    """Returns what answers for an application, with bounded patience; set it up, then open doors.

    It writes no log of addresses, because some of them carry a token.
    """
    _log.addFilter(_is_worth_a_line)
    return web.AppRunner(
        app,
        access_log=None,
        logger=_log,
        shutdown_timeout=_GOODBYE_S,
        keepalive_timeout=silent_s,
        lingering_time=_LINGERING_S,
    )


def _is_worth_a_line(record: logging.LogRecord) -> bool:
    """Leaves out what is not even HTTP, or anybody could fill the log."""
    error = record.exc_info[1] if record.exc_info else None
    return not isinstance(error, http_exceptions.HttpProcessingError)


class Door:
    """Accepts connections for what `make_runner` returned.

    Args:
        runner: set up.
        listening: a socket that listens; the door closes it.
        tls: encrypts.
        most: connections at one time; one more is closed at once.
        most_of_one: of them from one address; a Unix socket has none.
    """

    def __init__(
        self,
        runner: web.AppRunner,
        listening: socket.socket,
        tls: ssl.SSLContext | None = None,
        most: int = MOST_CONNECTIONS,
        most_of_one: int = MOST_OF_ONE_ADDRESS,
    ) -> None:
        self._runner = runner
        self._listening = listening
        self._tls = tls
        self._most = most
        self._most_of_one = most_of_one
        self._open: dict[socket.socket, str] = {}
        self._greeting: set[asyncio.Task[None]] = set()
        self._accepting: asyncio.Task[None] | None = None
        self.refused = 0

    def open(self) -> None:
        """Begins to accept."""
        self._listening.setblocking(False)
        self._accepting = asyncio.create_task(self._accept())

    async def close(self) -> None:
        """Accepts no more, and ends what the runner has not ended; call it after the runner's."""
        tasks = [task for task in (self._accepting, *self._greeting) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._listening.close()

    async def _accept(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                connection, peer = await loop.sock_accept(self._listening)
            except OSError:  # too many open files, or the caller is gone already
                await asyncio.sleep(_FULL_S)
                continue
            address = peer[0] if isinstance(peer, tuple) else ""
            if self._is_full(address):
                self.refused += 1
                connection.close()
                continue
            self._open[connection] = address
            task = asyncio.create_task(self._greet(connection))
            self._greeting.add(task)
            task.add_done_callback(self._greeting.discard)

    async def _greet(self, connection: socket.socket) -> None:
        assert self._runner.server is not None
        limits = {} if self._tls is None else _PATIENCE
        loop = asyncio.get_running_loop()
        with contextlib.suppress(OSError):  # it hung up, or spoke no TLS, or not soon enough
            await loop.connect_accepted_socket(
                self._runner.server, connection, ssl=self._tls, **limits
            )

    def _is_full(self, address: str) -> bool:
        self._open = {one: where for one, where in self._open.items() if one.fileno() != -1}
        of_one = sum(where == address for where in self._open.values()) if address else 0
        return len(self._open) >= self._most or of_one >= self._most_of_one


_PATIENCE = {"ssl_handshake_timeout": HANDSHAKE_S, "ssl_shutdown_timeout": _GOODBYE_S}
