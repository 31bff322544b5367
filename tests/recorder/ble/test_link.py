"""Connections through bleak itself, against a BlueZ and a peripheral of our own."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator

import pytest

from recorder.ble.scanner import Mode
from recorder.ble.source import Ble
from recorder.packets import witmotion
from recorder.packets.witmotion import WitMotion
from recorder.worn import parse_worn
from tests.fakes.bluez import FakeBluez
from tests.fakes.peripheral import FakePeripheral
from tests.fakes.sensors import SIX, listen, nearables, private_bluez, sending, until_heard

ADDRESS = "E1:02:03:04:05:06"
WORN = {"chest": f"witmotion:{ADDRESS}"}
SAID = WitMotion((0.0, 0.5, 1.0), (0.0, 0.0, 0.0), (0.0, 0.0, 0.0))


def belt() -> FakePeripheral:
    return FakePeripheral(ADDRESS, "WT901BLE67", witmotion.SERVICE_UUID, witmotion.NOTIFY_UUID)


@contextlib.asynccontextmanager
async def moving(bluez: FakeBluez, peripheral: FakePeripheral) -> AsyncIterator[None]:
    """Keeps a peripheral advertising until it is connected to, and notifying then."""
    bluez.add_peripheral(peripheral)

    async def send() -> None:
        while True:
            bluez.advertise_peripherals()
            bluez.notify(peripheral, witmotion.encode(SAID))
            await asyncio.sleep(0.02)

    task = asyncio.create_task(send())
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


def test_a_sensor_is_connected_to_and_its_notifications_are_samples(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def scenario() -> None:
        async with private_bluez(monkeypatch) as (_, bluez):
            ble = Ble(parse_worn(WORN | {"right_hand": SIX["right_hand"]}), Mode.DUPLICATES)
            await ble.open(time.monotonic)
            peripheral = belt()
            async with moving(bluez, peripheral), sending(bluez, nearables()["right_hand"]):
                samples = await listen(ble, 1.0)
            await ble.close()
            assert not peripheral.connected
        chest = [sample for sample in samples if sample.stream == "chest"]
        assert len(chest) > 5
        assert chest[0].values == pytest.approx((0.0, 0.5, 1.0, 0, 0, 0, 0, 0, 0))
        assert {sample.stream for sample in samples} == {"chest", "right_hand"}
        assert [state.place for state in ble.sensors()] == ["right_hand", "chest"]

    asyncio.run(scenario())


def test_a_broken_connection_is_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario() -> None:
        async with private_bluez(monkeypatch) as (_, bluez):
            ble = Ble(parse_worn(WORN), Mode.DUPLICATES)
            await ble.open(time.monotonic)
            peripheral = belt()
            async with moving(bluez, peripheral):
                await until_heard(ble, 5.0)
                bluez.drop(peripheral)
                await listen(ble, 0.1)
                assert await until_heard(ble, 5.0) < 5.0
            await ble.close()
        assert peripheral.connections >= 2
        assert any("chest: the connection broke" in note for note in ble.notes())

    asyncio.run(scenario())


def test_one_that_refuses_is_asked_again_and_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario() -> None:
        async with private_bluez(monkeypatch) as (_, bluez):
            ble = Ble(parse_worn(WORN), Mode.DUPLICATES)
            await ble.open(time.monotonic)
            peripheral = belt()
            peripheral.refuses = True
            async with moving(bluez, peripheral):
                await listen(ble, 0.2)
                peripheral.refuses = False
                await until_heard(ble, 5.0)
            await ble.close()
        assert any("chest: no connection" in note for note in ble.notes())

    asyncio.run(scenario())


def test_a_connection_that_bluetoothd_took_to_its_grave_is_made_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def scenario() -> None:
        async with private_bluez(monkeypatch) as (_, bluez):
            ble = Ble(parse_worn(WORN), Mode.DUPLICATES, silence_s=0.5)
            await ble.open(time.monotonic)
            peripheral = belt()
            async with moving(bluez, peripheral):
                await until_heard(ble, 5.0)
                await bluez.kill()
                await listen(ble, 0.1)
                await bluez.start()
                assert await until_heard(ble, 5.0) < 5.0
            await ble.close()
        assert peripheral.connections >= 2

    asyncio.run(scenario())
