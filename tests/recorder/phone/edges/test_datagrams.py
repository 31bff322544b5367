import asyncio
import math
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from recorder.phone.edges.datagrams import LARGEST_PACKET, DatagramServer
from recorder.phone.intake import Refusal, Report
from recorder.phone.source import PhoneSource
from sessions.errors import SourceError, UsageError
from tests.fakes.phones import Swing
from tests.fakes.waiting import until

SENSORS = ("gravity", "linear_acceleration", "gyroscope")


@asynccontextmanager
async def listening(sender: str | None = None) -> AsyncIterator[tuple[PhoneSource, int]]:
    server = DatagramServer(SENSORS, port=0, sender=sender)
    source = PhoneSource(server)
    await source.open(time.monotonic)
    try:
        yield source, server.port
    finally:
        await source.close()


def report(source: PhoneSource) -> Report:
    made = source.report()
    assert made is not None
    return made


def packet(time_s: float) -> bytes:
    swing = Swing()
    numbers = [
        *(-9.80665 * value for value in swing.gravity_g(time_s)),
        *(-9.80665 * value for value in swing.acceleration_g(time_s)),
        *swing.rotation_rad_s(time_s),
    ]
    return ",".join(map(str, (round(time_s * 1000), *numbers))).encode() + b"\r\n"


def send(port: int, *packets: bytes) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as phone:
        for one in packets:
            phone.sendto(one, ("127.0.0.1", port))


def test_packets_become_samples_in_the_order_of_the_phone_s_clock() -> None:
    async def test() -> None:
        async with listening() as (source, port):
            send(port, packet(2.0), packet(1.0), packet(3.0), packet(2.0))
            await until(lambda: sum(report(source).readings.values()) == 12)
            samples = list(source.read(math.inf))
            assert [sample.device_time_s for sample in samples] == [1.0, 2.0, 3.0]
            swing = Swing()
            assert samples[0].values[:3] == pytest.approx(swing.gravity_g(1.0), abs=1e-6)
            assert samples[0].values[3:6] == pytest.approx(swing.acceleration_g(1.0), abs=1e-6)
            assert report(source).refused == {Refusal.LATE: 3}

    asyncio.run(test())


def test_what_is_no_packet_is_counted() -> None:
    async def test() -> None:
        async with listening() as (source, port):
            send(port, b"", b"1,2,3", b"1," * LARGEST_PACKET, packet(1.0))
            await until(lambda: report(source).readings)
            assert report(source).refused == {Refusal.MALFORMED: 2, Refusal.TOO_LARGE: 1}

    asyncio.run(test())


def test_only_who_is_named_is_heard() -> None:
    async def test() -> None:
        async with listening(sender="192.168.1.5") as (source, port):
            send(port, packet(1.0))
            await until(lambda: report(source).refused)
            assert report(source).refused == {Refusal.ADDRESS: 1}

    asyncio.run(test())


def test_the_network_is_not_listened_to_for_everybody() -> None:
    with pytest.raises(UsageError):
        DatagramServer(SENSORS, "0.0.0.0")


def test_a_port_that_is_taken_is_told() -> None:
    async def test() -> None:
        async with listening() as (_, port):
            with pytest.raises(SourceError, match="cannot listen"):
                await PhoneSource(DatagramServer(SENSORS, port=port)).open(time.monotonic)

    asyncio.run(test())
