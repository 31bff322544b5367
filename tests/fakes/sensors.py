"""Sensors in the air, sending real packets through a BlueZ of our own."""

import asyncio
import contextlib
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from recorder.packets import nearable
from recorder.packets.nearable import Nearable
from recorder.source import Source
from sessions.channels import PLACES
from sessions.frames import Sample
from tests.fakes.bluez import FakeBluez
from tests.fakes.dbus import DAEMON, PrivateBus

RESTING = Nearable(
    identifier="15b97f918a0f190e",
    hardware=4,
    firmware=1,
    temperature_c=22.5,
    is_moving=False,
    battery_v=2.4,
    battery_under_load=False,
    acceleration_g=(0.0, 0.0, 1.0),
    current_state_s=5,
    previous_state_s=60,
    power=0,
)

SIX = {place: f"15b97f918a0f19{number:02x}" for number, place in enumerate(PLACES)}
"""Six identifiers by place."""


@dataclass
class SendingNearable:
    """A Nearable that says something new with each packet.

    Attributes:
        packet: what it says; ``power`` counts its packets.
        sent: how many packets.
        told: how many of them BlueZ passed on.
    """

    packet: Nearable = RESTING
    sent: int = 0
    told: int = 0

    @property
    def address(self) -> str:
        digits = self.packet.identifier[-12:].upper()
        return ":".join(digits[i : i + 2] for i in range(0, 12, 2))

    def advertise(self, bluez: FakeBluez, rssi_dbm: int = -60) -> None:
        payload = nearable.encode(replace(self.packet, power=self.sent % 256))
        self.sent += 1
        self.told += bluez.advertise(self.address, {nearable.COMPANY_ID: payload}, rssi_dbm)


def nearables() -> dict[str, SendingNearable]:
    """Six Nearables by place."""
    return {
        place: SendingNearable(replace(RESTING, identifier=identifier))
        for place, identifier in SIX.items()
    }


@contextlib.contextmanager
def bus_folder() -> Iterator[Path]:
    """A folder with a path short enough for a socket."""
    with tempfile.TemporaryDirectory(prefix="exermoted") as folder:
        yield Path(folder)


@contextlib.asynccontextmanager
async def private_bluez(
    monkeypatch: pytest.MonkeyPatch, *, experimental: bool = True, filters_duplicates: bool = False
) -> AsyncIterator[tuple[PrivateBus, FakeBluez]]:
    """A bus and a BlueZ of our own, which bleak takes for the system's."""
    if DAEMON is None:
        pytest.skip("dbus-daemon is not installed; Debian's package is dbus")
    with bus_folder() as folder:
        bus = PrivateBus(folder)
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", bus.address)
        await bus.start()
        bluez = FakeBluez(
            bus.address, experimental=experimental, filters_duplicates=filters_duplicates
        )
        await bluez.start()
        try:
            yield bus, bluez
        finally:
            await bluez.kill()
            await bus.kill()
            await asyncio.sleep(0.05)  # bleak closes its socket when it sees that the bus is gone


@contextlib.asynccontextmanager
async def sending(
    bluez: FakeBluez, *nearables: SendingNearable, rate_hz: float = 20.0
) -> AsyncIterator[None]:
    """Keeps Nearables sending, each at ``rate_hz``, whoever listens."""

    async def send() -> None:
        while True:
            for one in nearables:
                one.advertise(bluez)
            await asyncio.sleep(1 / rate_hz)

    task = asyncio.create_task(send())
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def listen(source: Source, duration_s: float) -> list[Sample]:
    """Reads like a sampler does."""
    samples: list[Sample] = []
    end_s = time.monotonic() + duration_s
    while time.monotonic() < end_s:
        await asyncio.sleep(0.05)
        samples += source.read(time.monotonic())
    return samples


async def until_heard(source: Source, limit_s: float) -> float:
    """Returns how long it took until a sample came."""
    start_s = time.monotonic()
    while time.monotonic() < start_s + limit_s:
        await asyncio.sleep(0.02)
        for sample in source.read(time.monotonic()):
            if sample.time_s > start_s:
                return sample.time_s - start_s
    raise AssertionError(f"nothing was heard for {limit_s} s; {source.notes()}")
