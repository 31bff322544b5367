"""A small application behind the real guard and doors, on a Unix socket, loopback and TLS."""

import socket
import ssl
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

from exermoted.control.answers import in_words
from exermoted.control.devices import Devices
from exermoted.control.door import Door, make_runner
from exermoted.control.guard import LARGEST_BODY, Guard
from exermoted.control.pairing import Pairings
from exermoted.control.pairing_routes import PairingRoutes
from exermoted.control.peers import peer_of
from recorder.phone.certificate import make_certificate
from tests.fakes.waiting import finish

NAME = "gym.local"


@dataclass(frozen=True, slots=True)
class Guarded:
    """Where it listens, and who may come.

    Attributes:
        loopback: its address on this machine.
        network: its address as from the network, by TLS.
        unix: a client on the Unix socket, for addresses that begin with http://exermoted.
        stranger: a client that knows no token, but trusts the certificate.
        devices: the paired ones.
        devices_path: their file.
        trusting: what trusts the certificate.
    """

    loopback: str
    network: str
    unix: aiohttp.ClientSession
    stranger: aiohttp.ClientSession
    devices: Devices
    devices_path: Path
    trusting: ssl.SSLContext

    @property
    def port(self) -> int:
        """Of the loopback."""
        return int(self.loopback.rpartition(":")[2])

    async def invite(self) -> str:
        """Returns a new secret, as somebody at this machine gets it."""
        async with self.unix.post("http://exermoted/api/pairings", json={}) as said:
            return str((await said.json())["secret"])


@asynccontextmanager
async def guarded(
    folder: Path,
    clock: Callable[[], float] = time.monotonic,
    silent_s: float = 20.0,
    most: int = 128,
    most_of_one: int = 32,
    plain_host: str = "127.0.0.1",
    **options: Any,
) -> AsyncIterator[Guarded]:
    """Runs the application; ``options`` are the guard's."""
    certificate = make_certificate(folder / "tls", ["127.0.0.1", NAME])
    devices = Devices(folder / "devices.json")
    guard = Guard(devices, [NAME], **options)
    ports = {"network": 0}
    pairing = PairingRoutes(
        devices, Pairings(clock), lambda: f"https://127.0.0.1:{ports['network']}", guard.cut
    )
    app = web.Application(middlewares=[in_words], client_max_size=LARGEST_BODY)
    app.add_routes([*pairing.routes(), *_ROUTES])
    guard.protect(app)
    runner = make_runner(app, silent_s)
    await runner.setup()
    plain, tls = (socket.create_server((host, 0)) for host in (plain_host, "127.0.0.1"))
    local = socket.socket(socket.AF_UNIX)
    local.bind(str(folder / "socket"))
    local.listen()
    ports["network"] = tls.getsockname()[1]
    doors = [
        Door(runner, plain, most=most, most_of_one=most_of_one),
        Door(runner, tls, certificate.context(), most=most, most_of_one=most_of_one),
        Door(runner, local),
    ]
    for door in doors:
        door.open()
    trusting = ssl.create_default_context(cafile=certificate.authority)
    async with AsyncExitStack() as stack:
        for door in doors:
            stack.push_async_callback(door.close)
        stack.push_async_callback(runner.cleanup)
        unix = aiohttp.ClientSession(connector=aiohttp.UnixConnector(str(folder / "socket")))
        stranger = aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=trusting))
        for client in (unix, stranger):
            await stack.enter_async_context(client)
        yield Guarded(
            f"http://{plain_host}:{plain.getsockname()[1]}",
            f"https://127.0.0.1:{ports['network']}",
            unix,
            stranger,
            devices,
            folder / "devices.json",
            trusting,
        )


def run(folder: Path, test: Callable[[Guarded], Awaitable[None]], **options: Any) -> None:
    """Runs a test of it; ``options`` as `guarded` takes them."""

    async def whole() -> None:
        async with guarded(folder, **options) as service:
            await test(service)

    finish(whole())


async def _status(request: web.Request) -> web.Response:
    return web.json_response({"way": peer_of(request).way})


async def _events(request: web.Request) -> web.WebSocketResponse:
    events = web.WebSocketResponse()
    await events.prepare(request)
    await events.send_str("hello")
    async for _ in events:
        pass
    return events


async def _push(_request: web.Request) -> web.Response:
    return web.Response()


_ROUTES = [
    web.get("/", _status),
    web.get("/api/status", _status),
    web.post("/api/stop", _status),
    web.get("/api/events", _events),
    web.post("/phone/sensor-logger", _push),
]
