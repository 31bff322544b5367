import asyncio
import math
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from recorder.phone.edges.lines import LONGEST_LINE, MOST_CONNECTIONS, LineClient, LineServer
from recorder.phone.intake import Refusal, Report
from recorder.phone.motion import Motion
from recorder.phone.sensorlog import HEADER, encode
from recorder.phone.source import PhoneSource
from sessions.errors import SourceError, UsageError
from tests.fakes.waiting import until

TWELVE = tuple(round(0.1 * number, 1) for number in range(12))
HEAD = HEADER.encode() + b"\n"


@asynccontextmanager
async def listening(sender: str | None = None) -> AsyncIterator[tuple[PhoneSource, int]]:
    server = LineServer(port=0, sender=sender)
    source = PhoneSource(server)
    await source.open(time.monotonic)
    try:
        yield source, server.port
    finally:
        await source.close()


async def send(port: int, data: bytes) -> asyncio.StreamWriter:
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(data)
    await writer.drain()
    return writer


def report(source: PhoneSource) -> Report:
    made = source.report()
    assert made is not None
    return made


def line(device_s: float) -> bytes:
    return encode(Motion(TWELVE, device_s))


def test_the_app_connects_and_its_lines_become_samples() -> None:
    async def test() -> None:
        async with listening() as (source, port):
            writer = await send(port, HEAD + line(1.0) + b"\r\n" + line(1.1)[:30])
            writer.write(line(1.1)[30:])
            await until(lambda: sum(report(source).readings.values()) == 8)
            samples = list(source.read(math.inf))
            assert [sample.device_time_s for sample in samples] == [1.0, 1.1]
            assert samples[0].values == TWELVE
            writer.close()

    asyncio.run(test())


def test_a_phone_that_connects_again_starts_with_its_header_again() -> None:
    async def test() -> None:
        async with listening() as (source, port):
            for device_s in (50.0, 1.0):
                writer = await send(port, HEAD + line(device_s))
                writer.close()
                expected = 4 if device_s > 1 else 8
                await until(lambda: sum(report(source).readings.values()) == expected)  # noqa: B023 # at once
            assert len(list(source.read(math.inf))) == 2

    asyncio.run(test())


def test_lines_that_are_none_are_counted_and_the_rest_is_taken() -> None:
    rubbish = b"GET / HTTP/1.1\n" + HEAD + b"1,2,3\n" + line(1.0).replace(b"0.5", b"nan")

    async def test() -> None:
        async with listening() as (source, port):
            writer = await send(port, rubbish + line(2.0))
            await until(lambda: report(source).readings)
            assert [s.device_time_s for s in source.read(math.inf)] == [2.0]
            assert report(source).refused == {Refusal.MALFORMED: 3}
            writer.close()

    asyncio.run(test())


def test_a_line_without_end_is_refused_and_the_connection_closed() -> None:
    async def test() -> None:
        async with listening() as (source, port):
            writer = await send(port, b"x" * (3 * LONGEST_LINE))
            await until(lambda: report(source).refused)
            assert report(source).refused == {Refusal.TOO_LARGE: 1}
            writer.close()

    asyncio.run(test())


def test_connections_are_few_and_only_from_whom_is_named() -> None:
    async def test() -> None:
        async with listening() as (source, port):
            writers = [await send(port, HEAD) for _ in range(MOST_CONNECTIONS + 1)]
            await until(lambda: report(source).refused)
            assert report(source).refused == {Refusal.TOO_MANY: 1}
        async with listening(sender="192.168.1.5") as (source, port):
            writers.append(await send(port, HEAD + line(1.0)))
            await until(lambda: report(source).refused)
            assert report(source).refused == {Refusal.ADDRESS: 1}
        for writer in writers:
            writer.close()

    asyncio.run(test())


def test_we_call_the_app_where_it_is_the_server() -> None:
    async def serve(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD + line(1.0))
        writer.close()

    async def test() -> None:
        app = await asyncio.start_server(serve, "127.0.0.1", 0)
        source = PhoneSource(LineClient("127.0.0.1", app.sockets[0].getsockname()[1]))
        await source.open(time.monotonic)
        await until(lambda: report(source).readings)
        assert next(iter(source.read(math.inf))).values == TWELVE
        await source.close()
        app.close()
        await app.wait_closed()

    asyncio.run(test())


def test_the_network_is_not_listened_to_for_everybody() -> None:
    with pytest.raises(UsageError):
        LineServer("0.0.0.0")


def test_a_port_that_is_taken_is_told() -> None:
    async def test() -> None:
        async with listening() as (_, port):
            with pytest.raises(SourceError, match="cannot listen"):
                await PhoneSource(LineServer(port=port)).open(time.monotonic)

    asyncio.run(test())
