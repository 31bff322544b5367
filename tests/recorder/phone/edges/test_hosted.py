import json
import math
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager

import aiohttp
from aiohttp import web

from recorder.phone.edges.bodies import LARGEST_BODY
from recorder.phone.edges.hosted import HostedPage
from recorder.phone.intake import Refusal
from recorder.phone.reading import Convention
from recorder.phone.shown import Shown
from recorder.phone.source import PhoneSource
from tests.fakes.waiting import finish, until

JSON = {"Content-Type": "application/json"}
WAITING = {"shown": {"mode": "idle"}}
CUE = Shown(mode="recording", phase="first_half", exercise="Squat", repetition=3, countdown_s=1.2)
CUE_JSON = {
    "shown": {
        "mode": "recording",
        "exercise": "Squat",
        "phase": "first_half",
        "repetition": 3,
        "countdown_s": 1.2,
    }
}


@asynccontextmanager
async def hosted() -> AsyncIterator[tuple[HostedPage, aiohttp.ClientSession]]:
    """A phone's page below /phone of another application, and a client of that."""
    page = HostedPage()
    app = web.Application()
    app.add_routes(page.routes("/phone"))
    app.on_shutdown.append(lambda _: page.hang_up())
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    client = aiohttp.ClientSession(f"http://127.0.0.1:{runner.addresses[0][1]}")
    try:
        yield page, client
    finally:
        await client.close()
        await runner.cleanup()


def message(number: int, device: str = "phone") -> str:
    row = [1000.0 * number, 0, 0, 0, 0, 0, 9.80665, 0, 0, 0]
    sent = {"device": device, "session": "one", "number": number, "motion": [row]}
    return json.dumps(sent | {"convention": "android"})


def run(test: Callable[[], Coroutine[None, None, None]]) -> None:
    finish(test())


def test_the_page_and_its_files_lie_below_the_prefix() -> None:
    async def test() -> None:
        async with hosted() as (_, client):
            for name in ("", "main.js", "display.js", "style.css"):
                async with client.get(f"/phone/{name}") as answer:
                    assert answer.status == 200
            async with client.get("/main.js") as answer:
                assert answer.status == 404

    run(test)


def test_it_waits_then_records_then_waits_again_on_the_same_connection() -> None:
    async def test() -> None:
        async with hosted() as (page, client), client.ws_connect("/phone/stream") as socket:
            assert await socket.receive_json() == WAITING
            source = PhoneSource(page)
            await source.open(time.monotonic)
            assert await socket.receive_json() == {"shown": None}
            page.show(CUE)
            assert await socket.receive_json() == CUE_JSON
            await socket.send_str(message(1))
            assert (await socket.receive_json())["taken"] == 1
            assert len(list(source.read(math.inf))) == 1
            await source.close()
            assert await socket.receive_json() == WAITING

    run(test)


def test_it_knows_whether_a_phone_is_there_before_anything_is_recorded() -> None:
    async def test() -> None:
        async with hosted() as (page, client):
            assert (page.connected, page.rate_hz) == (False, 0)
            async with client.ws_connect("/phone/stream") as socket:
                for number in range(10):
                    await socket.send_str(message(number))
                await until(lambda: page.report().samples == 10)
                assert page.connected
                assert page.rate_hz == 5.0
            source = PhoneSource(page)
            await source.open(time.monotonic)
            assert page.rate_hz == 0
            assert list(source.read(math.inf)) == []

    run(test)


def test_single_requests_bring_back_what_is_shown() -> None:
    async def test() -> None:
        async with hosted() as (page, client):
            page.show(CUE)
            async with client.post("/phone/batch", data=message(1), headers=JSON) as answer:
                assert (await answer.json())["shown"] == CUE_JSON["shown"]
            assert page.connected

    run(test)


def test_what_an_app_pushes_is_taken_too() -> None:
    entry = {"name": "accelerometer", "time": 10**18, "values": {"x": 0, "y": 0, "z": 1}}
    pushed = {"messageId": 0, "sessionId": "run", "deviceId": "phone", "payload": [entry]}

    async def test() -> None:
        async with hosted() as (page, client):
            source = PhoneSource(page, Convention.ANDROID)
            await source.open(time.monotonic)
            async with client.post("/phone/sensor-logger", json=pushed) as answer:
                assert answer.status == 200
            assert len(list(source.read(math.inf))) == 1

    run(test)


def test_a_body_is_bounded_whatever_the_host_allows() -> None:
    async def test() -> None:
        async with hosted() as (page, client):
            body = b" " * (LARGEST_BODY + 1)
            async with client.post("/phone/batch", data=body, headers=JSON) as answer:
                assert answer.status == 413
            assert page.report().refused == {Refusal.TOO_LARGE: 1}

    run(test)


def test_one_page_that_does_not_read_delays_no_other() -> None:
    async def test() -> None:
        async with (
            hosted() as (page, client),
            client.ws_connect("/phone/stream") as deaf,
            client.ws_connect("/phone/stream") as socket,
        ):
            await deaf.receive_json()
            await socket.receive_json()
            wide = Shown(mode="live", exercise="x" * 100_000, count=0)
            for count in range(50):
                page.show(Shown(mode="live", exercise=wide.exercise, count=count))
                assert (await socket.receive_json())["shown"]["count"] == count

    run(test)
