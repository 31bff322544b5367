import asyncio
import gzip
import json
import math
import ssl
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from recorder.phone.certificate import make_certificate
from recorder.phone.edges.bodies import LARGEST_BODY
from recorder.phone.edges.handlers import LARGEST_MESSAGE, MOST_SOCKETS
from recorder.phone.edges.listening import Site
from recorder.phone.edges.server import PhoneServer
from recorder.phone.intake import Refusal
from recorder.phone.motion import Motion
from recorder.phone.reading import Convention
from recorder.phone.sensorlog import HEADER, encode
from recorder.phone.shown import Shown
from recorder.phone.source import PhoneSource
from sessions.errors import SourceError, UsageError
from tests.fakes.phones import Swing
from tests.fakes.waiting import finish

TOKEN = "a-token-for-tests"
JSON = {"Content-Type": "application/json"}
TWELVE = tuple(round(0.1 * number, 1) for number in range(12))


@asynccontextmanager
async def phones(
    convention: Convention | None = None, **options: Any
) -> AsyncIterator[tuple[PhoneSource, PhoneServer, str]]:
    """An open server, its source, and its address."""
    server = PhoneServer(Site(port=0, **options))
    source = PhoneSource(server, convention)
    await source.open(time.monotonic)
    scheme = "https" if options.get("tls") else "http"
    try:
        yield source, server, f"{scheme}://127.0.0.1:{server.port}"
    finally:
        await source.close()


def page_message(number: int, times_s: list[float], **more: object) -> str:
    swing = Swing()
    rows = [
        [
            time_s * 1000,
            *(9.80665 * value for value in swing.acceleration_g(time_s)),
            *(9.80665 * value for value in swing.total_g(time_s)),
            *map(math.degrees, swing.rotation_rad_s(time_s)),
        ]
        for time_s in times_s
    ]
    whole = {"device": "phone", "session": "one", "number": number, "motion": rows}
    return json.dumps(whole | more)


def pushed(**changed: object) -> str:
    entry = {"name": "accelerometer", "time": 10**18, "values": {"x": 0, "y": 0, "z": 1}}
    whole = {"messageId": 0, "sessionId": "run", "deviceId": "phone", "payload": [entry]}
    return json.dumps(whole | changed)


def refused(source: PhoneSource) -> dict[Refusal, int]:
    report = source.report()
    assert report is not None
    return report.refused


def run(test: Callable[[], Coroutine[None, None, None]]) -> None:
    finish(test())


def test_the_page_streams_by_a_websocket_and_is_answered() -> None:
    async def test() -> None:
        async with (
            phones(Convention.IOS) as (source, server, address),
            aiohttp.ClientSession() as client,
        ):
            server.show(Shown(mode="live", exercise="Squat", count=3))
            async with client.ws_connect(f"{address}/stream") as socket:
                assert await socket.receive_json() == {
                    "shown": {"mode": "live", "exercise": "Squat", "count": 3}
                }
                await socket.send_str(page_message(1, [1.0, 1.02]))
                reply = await socket.receive_json()
            assert reply == {"taken": 1, "convention": "ios", "refused": None}
            first, second = source.read(math.inf)
            swing = Swing()
            assert first.values[:3] == pytest.approx(swing.gravity_g(1.0), abs=1e-9)
            assert first.values[3:6] == pytest.approx(swing.acceleration_g(1.0), abs=1e-9)
            assert first.values[9:] == pytest.approx(swing.rotation_rad_s(1.0), abs=1e-9)
            assert second.device_time_s == 1.02

    run(test)


def test_the_page_may_send_the_same_by_single_requests() -> None:
    async def test() -> None:
        async with phones() as (source, _, address), aiohttp.ClientSession() as client:
            body = page_message(3, [1.0])
            async with client.post(f"{address}/batch", data=body, headers=JSON) as answer:
                reply = await answer.json()
            assert (reply["taken"], reply["convention"]) == (3, None)
            assert refused(source)[Refusal.UNCALIBRATED] == 3
            body = page_message(4, [1.0], convention="android")
            async with client.post(f"{address}/batch", data=body, headers=JSON) as answer:
                assert (await answer.json())["convention"] == "android"
            assert len(list(source.read(math.inf))) == 1

    run(test)


def test_a_hidden_page_and_a_second_phone_are_told() -> None:
    async def test() -> None:
        async with (
            phones(Convention.IOS) as (source, _, address),
            aiohttp.ClientSession() as client,
        ):
            for message in (
                page_message(1, [1.0], hidden=True),
                page_message(2, [13.0], was_hidden_ms=12_000),
                page_message(9, [1.0], device="another"),
            ):
                async with client.post(f"{address}/batch", data=message, headers=JSON) as answer:
                    reply = await answer.json()
            assert reply["refused"] == Refusal.SECOND_PHONE
            assert [note for note in source.notes() if "hidden" in note] == [
                "phone: its page is hidden, so that it hardly measures; bring it back",
                "phone: its page was hidden for 12.0 s",
            ]

    run(test)


def test_sensor_logger_pushes() -> None:
    async def test() -> None:
        async with (
            phones(Convention.ANDROID) as (source, _, address),
            aiohttp.ClientSession() as client,
        ):
            url = f"{address}/sensor-logger"
            async with client.post(url, data=pushed(), headers=JSON) as answer:
                assert answer.status == 200
            (sample,) = source.read(math.inf)
            assert sample.values[5] == pytest.approx(-1 / 9.80665)

    run(test)


def test_sensorlog_posts_json_or_csv() -> None:
    keys = [name.partition("(")[0] for name in HEADER.split(",")]
    as_json = json.dumps(dict(zip(keys, map(str, (1.0, *TWELVE)), strict=True)))
    as_csv = HEADER.encode() + b"\r\n" + encode(Motion(TWELVE, 2.0)) + encode(Motion(TWELVE, 3.0))

    async def test() -> None:
        async with phones() as (source, _, address), aiohttp.ClientSession() as client:
            for body, kind in ((as_json, "application/json"), (as_csv, "text/csv")):
                headers = {"Content-Type": kind}
                async with client.post(
                    f"{address}/sensorlog", data=body, headers=headers
                ) as answer:
                    assert answer.status == 200
            samples = list(source.read(math.inf))
            assert [sample.device_time_s for sample in samples] == [1.0, 2.0, 3.0]
            assert samples[0].values == TWELVE

    run(test)


REFUSED = [
    ("/sensor-logger", pushed(), {"Content-Type": "text/plain"}, 415, Refusal.CONTENT_TYPE),
    ("/sensor-logger", pushed(payload="x" * LARGEST_BODY), JSON, 413, Refusal.TOO_LARGE),
    ("/sensor-logger", pushed(payload=[{"name": "gravity"}]), JSON, 400, Refusal.MALFORMED),
    ("/sensor-logger", "NaN", JSON, 400, Refusal.MALFORMED),
    ("/sensor-logger", pushed(deviceId=7), JSON, 400, Refusal.MALFORMED),
    ("/sensorlog", "a,b\n1,2", {"Content-Type": "text/csv"}, 400, Refusal.MALFORMED),
    ("/sensorlog", "", {"Content-Type": "text/csv"}, 400, Refusal.MALFORMED),
    ("/batch", "{}", JSON, 200, Refusal.MALFORMED),
    ("/batch", "{}", {"Content-Type": "text/plain"}, 415, Refusal.CONTENT_TYPE),
    ("/batch", "{}", JSON | {"Origin": "https://evil.example"}, 403, Refusal.ORIGIN),
    ("/batch", "{}", JSON | {"Host": "evil.example"}, 403, Refusal.ORIGIN),
]


@pytest.mark.parametrize(("path", "body", "headers", "status", "reason"), REFUSED)
def test_what_is_not_right_is_refused_and_counted(
    path: str, body: str, headers: dict[str, str], status: int, reason: Refusal
) -> None:
    async def test() -> None:
        async with (
            phones(Convention.IOS) as (source, _, address),
            aiohttp.ClientSession() as client,
        ):
            async with client.post(f"{address}{path}", data=body, headers=headers) as answer:
                assert answer.status == status
            assert refused(source) == {reason: 1}
            assert list(source.read(math.inf)) == []

    run(test)


def test_what_grows_when_it_is_unpacked_is_too_large_too() -> None:
    body = gzip.compress(pushed(payload="x" * 50 * LARGEST_BODY).encode())

    async def test() -> None:
        async with (
            phones(Convention.IOS) as (source, _, address),
            aiohttp.ClientSession() as client,
        ):
            headers = JSON | {"Content-Encoding": "gzip"}
            async with client.post(
                f"{address}/sensor-logger", data=body, headers=headers
            ) as answer:
                assert answer.status == 413
            assert refused(source) == {Refusal.TOO_LARGE: 1}

    run(test)


def test_a_message_too_large_or_no_text_ends_the_websocket() -> None:
    async def test() -> None:
        async with (
            phones(Convention.IOS) as (source, _, address),
            aiohttp.ClientSession() as client,
        ):
            async with client.ws_connect(f"{address}/stream") as socket:
                await socket.receive()
                await socket.send_str("x" * (LARGEST_MESSAGE + 1))
                await socket.receive()
                assert socket.close_code == aiohttp.WSCloseCode.MESSAGE_TOO_BIG
            async with client.ws_connect(f"{address}/stream") as socket:
                await socket.receive()
                await socket.send_bytes(b"\x00")
                await socket.receive()
            async with client.ws_connect(f"{address}/stream") as socket:
                await socket.send_str("{")
                await socket.receive_json()
                assert "refused" in await socket.receive_json()
            assert refused(source) == {
                Refusal.TOO_LARGE: 1,
                Refusal.CONTENT_TYPE: 1,
                Refusal.MALFORMED: 1,
            }

    run(test)


def test_websockets_are_few() -> None:
    async def test() -> None:
        async with (
            phones(Convention.IOS) as (source, _, address),
            aiohttp.ClientSession() as client,
        ):
            sockets = [await client.ws_connect(f"{address}/stream") for _ in range(MOST_SOCKETS)]
            with pytest.raises(aiohttp.WSServerHandshakeError, match="503"):
                await client.ws_connect(f"{address}/stream")
            assert refused(source) == {Refusal.TOO_MANY: 1}
            await asyncio.gather(*(socket.close() for socket in sockets))

    run(test)


def test_with_a_token_nothing_passes_without_it(tmp_path: Path) -> None:
    certificate = make_certificate(tmp_path, ["127.0.0.1"])

    async def test() -> None:
        trusting = ssl.create_default_context(cafile=certificate.authority)
        async with (
            phones(
                Convention.IOS,
                tls=certificate.context(),
                token=TOKEN,
                certificate=certificate.authority,
            ) as (source, _, address),
            aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=trusting)) as client,
        ):
            for query, status in (("", 403), ("?token=wrong", 403), (f"?token={TOKEN}", 200)):
                async with client.get(f"{address}/{query}") as answer:
                    assert answer.status == status
            with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
                await client.ws_connect(f"{address}/stream?token=")
            async with client.ws_connect(f"{address}/stream?token={TOKEN}") as socket:
                await socket.receive_json()
                await socket.send_str(page_message(1, [1.0]))
                assert (await socket.receive_json())["taken"] == 1
            assert refused(source) == {Refusal.TOKEN: 3}
            async with client.get(f"{address}/certificate") as answer:
                assert await answer.read() == certificate.authority.read_bytes()

    run(test)


def test_the_page_asks_for_nothing_from_elsewhere() -> None:
    async def test() -> None:
        async with phones() as (_, _, address), aiohttp.ClientSession() as client:
            async with client.get(address) as answer:
                page = await answer.text()
                policy = answer.headers["Content-Security-Policy"]
            assert "default-src 'self'" in policy
            assert "http://" not in page
            assert "https://" not in page
            for name in ("main.js", "display.js", "link.js", "sensors.js", "style.css", "icon.svg"):
                async with client.get(f"{address}/{name}") as answer:
                    assert answer.status == 200
            async with client.get(f"{address}/certificate") as answer:
                assert answer.status == 404

    run(test)


def test_the_network_is_not_listened_to_without_encryption_and_token() -> None:
    with pytest.raises(UsageError):
        Site("0.0.0.0")


def test_a_port_that_is_taken_is_told() -> None:
    async def test() -> None:
        async with phones() as (_, server, _):
            with pytest.raises(SourceError, match="cannot listen"):
                await PhoneSource(PhoneServer(Site(port=server.port))).open(time.monotonic)

    run(test)


def test_closing_does_not_wait_for_a_phone() -> None:
    async def test() -> None:
        async with aiohttp.ClientSession() as client:
            async with phones(Convention.IOS) as (source, _, address):
                socket = await client.ws_connect(f"{address}/stream")
                started_s = time.monotonic()
                await source.close()
            await socket.close()
        assert time.monotonic() - started_s < 5

    run(test)
