import asyncio
import itertools
import json
import signal
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from exermoted.cli import run
from tests.fakes.page_phone import PagePhone, Row
from tests.fakes.served import Served, serving
from tests.fakes.waiting import PATIENCE_S, finish

STILL: Row = (0.0, 0.0, -1.0, *(0.0,) * 9)

pytestmark = pytest.mark.usefixtures("home")


async def answer_to(socket: aiohttp.ClientWebSocketResponse, tick: int) -> dict[str, object]:
    """Returns what a tick is answered with; every one before it is answered before."""
    async with asyncio.timeout(PATIENCE_S):
        message = await next_answer(socket)
    assert message["tick"] == tick
    shown: dict[str, object] = message["shown"]
    return shown


async def next_answer(socket: aiohttp.ClientWebSocketResponse) -> dict[str, Any]:
    message: dict[str, Any]
    while (message := await socket.receive_json()).get("tick") is None:
        assert message["refused"] is None
    return message


def test_a_phone_streams_and_every_tick_is_answered() -> None:
    async def test() -> None:
        async with serving() as served, aiohttp.ClientSession() as client:
            phone = PagePhone()
            async with client.ws_connect(served.stream) as socket:
                for tick in range(70):
                    await socket.send_str(phone.message([(0.1 * tick, STILL)]))
                    shown = await answer_to(socket, tick)
            assert shown["state"] == "evaluating"
            assert shown["activity"] == "Break"
            while (told := await served.line())["athletes"] == 0:
                pass
            assert told["p99_ms"] is None or told["p99_ms"] < 1000

    finish(test())


async def talk_and_never_listen(client: aiohttp.ClientSession, stream: str) -> None:
    """Asks for more answers than any buffer holds."""
    async with client.ws_connect(stream) as socket:
        phone = PagePhone("deaf")
        for second in itertools.count():
            rows = [(0.1 * tick, STILL) for tick in range(100 * second, 100 * (second + 1))]
            await socket.send_str(phone.message(rows))
            await asyncio.sleep(0.02)


async def until_some_are_lost(served: Served) -> None:
    while (await served.line())["lost"] == 0:
        pass


def test_a_client_that_does_not_read_delays_no_other() -> None:
    async def test() -> None:
        async with serving() as served, aiohttp.ClientSession() as client:
            talking = asyncio.create_task(talk_and_never_listen(client, served.stream))
            losing = asyncio.create_task(until_some_are_lost(served))
            async with client.ws_connect(served.stream) as socket:
                phone = PagePhone("other")
                for tick in itertools.count():
                    await socket.send_str(phone.message([(0.1 * tick, STILL)]))
                    await answer_to(socket, tick)
                    if losing.done():
                        break
                    await asyncio.sleep(0.02)
            talking.cancel()

    finish(test())


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_cleanly_with_phones_connected(number: signal.Signals) -> None:
    async def test() -> None:
        async with serving() as served, aiohttp.ClientSession() as client:
            async with client.ws_connect(served.stream) as socket:
                served.process.send_signal(number)
                assert (await socket.receive()).type is aiohttp.WSMsgType.CLOSE
            assert await served.process.wait() == 0

    finish(test())


def test_on_the_network_nothing_passes_without_the_token(tmp_path: Path) -> None:
    config = tmp_path / "config.yaml"
    config.write_text(json.dumps({"phone": {"folder": str(tmp_path / "phone")}}))

    async def test() -> None:
        async with (
            serving("--network", "--config", str(config)) as served,
            aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=False)) as client,
        ):
            assert served.address.startswith("https://")
            with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
                await client.ws_connect(served.stream.partition("?")[0])
            async with client.ws_connect(served.stream) as socket:
                await socket.send_str(PagePhone().message([(0.0, STILL)]))
                await answer_to(socket, 0)

    finish(test())


def test_a_model_that_needs_more_than_a_phone_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["serve", "--model", str(tmp_path / "none")]) == 1
    assert "neither a model folder" in capsys.readouterr().err
