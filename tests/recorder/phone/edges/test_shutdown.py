import asyncio
import contextlib
import socket
import ssl
from pathlib import Path

import pytest
from aiohttp import web

from recorder.phone.certificate import Certificate, make_certificate
from recorder.phone.edges.shutdown import shut
from tests.fakes.waiting import PATIENCE_S, until


async def serving(certificate: Certificate) -> web.AppRunner:
    runner = web.AppRunner(web.Application(), shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=certificate.context()).start()
    return runner


class SlowClient:
    """Says each part of a TLS handshake when it is told to, and never goodbye."""

    def __init__(self, certificate: Certificate, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S)
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        context = ssl.create_default_context(cafile=str(certificate.authority))
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_hostname="localhost")

    def says_hello(self) -> None:
        with contextlib.suppress(ssl.SSLWantReadError):
            self._tls.do_handshake()
        self._socket.sendall(self._outgoing.read())
        self._incoming.write(self._socket.recv(65536))

    def agrees(self) -> None:
        self._tls.do_handshake()
        self._socket.sendall(self._outgoing.read())

    def is_left(self) -> bool:
        """Returns whether the other end is closed; waits for it for a while."""
        with contextlib.suppress(ConnectionResetError):
            while self._socket.recv(65536):
                pass
        self._socket.close()
        return True


@pytest.mark.parametrize("known", [False, True], ids=["just being made", "made long ago"])
def test_a_connection_whose_client_says_no_goodbye_ends(tmp_path: Path, known: bool) -> None:
    certificate = make_certificate(tmp_path, ["localhost"])

    async def scenario() -> None:
        runner = await serving(certificate)
        client = SlowClient(certificate, runner.addresses[0][1])
        await asyncio.to_thread(client.says_hello)
        client.agrees()
        if known:
            await until(lambda: runner.server and runner.server.connections)
        await shut(runner)
        assert await asyncio.to_thread(client.is_left)

    asyncio.run(scenario())
