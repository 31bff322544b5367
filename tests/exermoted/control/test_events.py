"""The WebSocket of the API, read by several at once."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import aiohttp
import msgspec
import pytest

from exermoted.control.events import MOST_READERS
from exermoted.service.messages import AnyMessage, Ended, Happened, Sensors, Status, Tick
from inference.events import Repetition
from tests.fakes.daemon import RunningDaemon, running
from tests.fakes.waiting import finish

ADA = {"subject": "Ada", "duration_s": 300, "seed": 7, "speed": 60}


@pytest.fixture(scope="module")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDaemon]:
    with running(tmp_path_factory.mktemp("daemon")) as started:
        yield started


@asynccontextmanager
async def reader(daemon: RunningDaemon) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    url = f"http://127.0.0.1:{daemon.port}/api/events"
    async with aiohttp.ClientSession() as client, client.ws_connect(url) as events:
        yield events


async def until_ended(events: aiohttp.ClientWebSocketResponse) -> list[AnyMessage]:
    messages: list[AnyMessage] = []
    async for message in events:
        messages.append(msgspec.json.decode(message.data, type=AnyMessage))
        if isinstance(messages[-1], Ended):
            break
    return messages


async def ask(daemon: RunningDaemon, path: str, body: object = None) -> None:
    await asyncio.to_thread(daemon.ask, "POST", path, body)


def test_a_reader_is_told_the_state_first_and_then_all_that_happens(
    daemon: RunningDaemon,
) -> None:
    async def act() -> None:
        async with reader(daemon) as events:
            await ask(daemon, "/api/record", ADA)
            messages = await until_ended(events)
        assert isinstance(messages[0], Status)
        assert messages[0].mode == "idle"
        assert isinstance(messages[1], Sensors)
        ticks = [message.tick for message in messages if isinstance(message, Tick)]
        assert ticks == sorted(set(ticks))
        happened = [message.event for message in messages if isinstance(message, Happened)]
        assert [event.count for event in happened if isinstance(event, Repetition)][:3] == [1, 2, 3]

    finish(act())


def test_two_readers_see_the_same(daemon: RunningDaemon) -> None:
    async def act() -> None:
        async with reader(daemon) as first, reader(daemon) as second:
            await ask(daemon, "/api/record", ADA)
            seen = await asyncio.gather(until_ended(first), until_ended(second))
        kept = [[m for m in messages if not isinstance(m, Tick | Status)] for messages in seen]
        assert kept[0] == kept[1]

    finish(act())


def test_one_who_does_not_read_costs_the_others_nothing(daemon: RunningDaemon) -> None:
    async def act() -> None:
        with _deaf(daemon), _deaf(daemon):
            async with reader(daemon) as events:
                await ask(daemon, "/api/record", ADA)
                messages = await until_ended(events)
        happened = [message for message in messages if isinstance(message, Happened)]
        repetitions = [m.event for m in happened if isinstance(m.event, Repetition)]
        assert len(repetitions) > 20
        assert len({(event.set, event.count) for event in repetitions}) == len(repetitions)

    finish(act())


def test_a_client_that_leaves_ends_nothing(daemon: RunningDaemon) -> None:
    async def act() -> None:
        async with reader(daemon):
            await ask(daemon, "/api/record", {"subject": "Ada", "quiet": True})
        assert await asyncio.to_thread(daemon.mode) == "recording"
        await ask(daemon, "/api/stop")

    finish(act())


def test_one_reader_too_many_is_turned_away(daemon: RunningDaemon) -> None:
    async def act() -> None:
        connector = aiohttp.UnixConnector(str(daemon.socket), limit=0)
        async with aiohttp.ClientSession("http://localhost", connector=connector) as client:
            async with contextlib.AsyncExitStack() as readers:
                for _ in range(MOST_READERS):
                    await readers.enter_async_context(client.ws_connect("/api/events"))
                with pytest.raises(aiohttp.WSServerHandshakeError, match="503"):
                    await client.ws_connect("/api/events")
            async with client.ws_connect("/api/events") as events:
                assert (await events.receive()).type is aiohttp.WSMsgType.TEXT

    finish(act())


@contextlib.contextmanager
def _deaf(daemon: RunningDaemon) -> Iterator[None]:
    """A reader that says hello and never reads again."""
    request = (
        f"GET /api/events HTTP/1.1\r\nHost: 127.0.0.1:{daemon.port}\r\nConnection: Upgrade\r\n"
        "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
    with socket.socket() as ours:
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        ours.connect(("127.0.0.1", daemon.port))
        ours.sendall(request.encode())
        assert ours.recv(12) == b"HTTP/1.1 101"
        yield
