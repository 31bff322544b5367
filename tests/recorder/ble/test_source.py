"""The source through bleak itself, against a BlueZ of our own on a bus of our own."""

import asyncio
import time
from dataclasses import replace

import pytest

from recorder.ble.scanner import Mode
from recorder.ble.source import Ble
from recorder.decoders import all_decoders
from recorder.packets import nearable
from recorder.worn import parse_worn
from sessions.errors import SourceError
from tests.fakes.sensors import (
    RESTING,
    SIX,
    SendingNearable,
    listen,
    nearables,
    private_bluez,
    sending,
)


@pytest.mark.parametrize("mode", [Mode.DUPLICATES, Mode.PASSIVE])
def test_six_sensors_at_ten_hertz_lose_nothing(mode: Mode, monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario() -> None:
        async with private_bluez(monkeypatch) as (_, bluez):
            ble = Ble(parse_worn(SIX), mode)
            await ble.open(time.monotonic)
            await asyncio.sleep(0.2)  # a passive scan takes a moment to begin
            worn = nearables()
            async with sending(bluez, *worn.values(), rate_hz=10.0):
                samples = await listen(ble, 1.0)
            samples += await listen(ble, 0.2)
            await ble.close()
        for place, sensor in worn.items():
            assert sum(sample.stream == place for sample in samples) == sensor.sent >= 4
        assert [sample.time_s for sample in samples] == sorted(s.time_s for s in samples)
        assert {state.place: state.new_samples for state in ble.sensors()} == {
            place: sensor.sent for place, sensor in worn.items()
        }
        assert not ble.notes()
        assert not ble.gaps

    asyncio.run(scenario())


def test_the_streams_are_those_of_what_is_worn() -> None:
    ble = Ble(parse_worn({"right_hand": SIX["right_hand"], "chest": "ruuvi:cbb8334c884f"}))
    assert [stream.name for stream in ble.streams] == ["right_hand", "chest"]
    assert not ble.ended


def test_stale_repeats_strangers_and_other_kinds_of_packet_give_no_sample(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def scenario() -> None:
        async with private_bluez(monkeypatch) as (_, bluez):
            ble = Ble(parse_worn(SIX), Mode.DUPLICATES)
            await ble.open(time.monotonic)
            hand = nearables()["right_hand"]
            hand.advertise(bluez)
            bluez.repeat_stale(hand.address)
            SendingNearable(replace(RESTING, identifier="00" * 8)).advertise(bluez)
            bluez.advertise("C0:00:00:00:00:02", {nearable.COMPANY_ID: b"\x01 too short"})
            bluez.advertise("C0:00:00:00:00:03", {0x004C: b"an iBeacon"})
            samples = await listen(ble, 0.2)
            await ble.close()
        assert [sample.stream for sample in samples] == ["right_hand"]
        assert +ble.refused == {"stale": 1, "unknown": 1, "malformed": 1}
        assert [state.place for state in ble.sensors()] == ["right_hand", None]

    asyncio.run(scenario())


def test_the_adapter_is_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario() -> None:
        async with private_bluez(monkeypatch) as (_, bluez):
            ble = Ble(parse_worn(SIX), Mode.ACTIVE)
            await ble.close()
            await ble.open(time.monotonic)
            await ble.close()
            await ble.close()
            assert bluez.calls.count("StartDiscovery") == bluez.calls.count("StopDiscovery") == 1

    asyncio.run(scenario())


def test_without_bluetoothd_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario() -> None:
        async with private_bluez(monkeypatch) as (_, bluez):
            await bluez.kill()
            with pytest.raises(SourceError, match="systemctl start bluetooth"):
                await Ble(parse_worn(SIX), Mode.ACTIVE).open(time.monotonic)

    asyncio.run(scenario())


def test_passive_scanning_without_experimental_says_how_to_switch_it_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def scenario() -> None:
        async with private_bluez(monkeypatch, experimental=False):
            with pytest.raises(SourceError, match=r"--experimental.*Experimental = true"):
                await Ble(parse_worn(SIX), Mode.PASSIVE).open(time.monotonic)

    asyncio.run(scenario())


def test_a_ruuvi_is_heard_beside_a_nearable(monkeypatch: pytest.MonkeyPatch) -> None:
    packet = bytes.fromhex("0512FC5394C37C0004FFFC040CAC364200CDCBB8334C884F")

    async def scenario() -> None:
        async with private_bluez(monkeypatch) as (_, bluez):
            worn = {"right_hand": SIX["right_hand"], "chest": "ruuvi:CB:B8:33:4C:88:4F"}
            ble = Ble(parse_worn(worn), Mode.PASSIVE)
            await ble.open(time.monotonic)
            await asyncio.sleep(0.2)
            nearables()["right_hand"].advertise(bluez)
            bluez.advertise("CB:B8:33:4C:88:4F", {0x0499: packet}, -70)
            samples = await listen(ble, 0.2)
            await ble.close()
        assert {sample.stream: sample.values for sample in samples} == {
            "right_hand": (0.0, 0.0, 1.0, -60.0),
            "chest": (0.004, -0.004, 1.036, -70.0),
        }

    asyncio.run(scenario())


def test_all_kinds_may_be_listened_for(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario() -> None:
        async with private_bluez(monkeypatch) as (_, bluez):
            ble = Ble((), Mode.DUPLICATES, decoders=all_decoders().values())
            await ble.open(time.monotonic)
            nearables()["right_hand"].advertise(bluez)
            bluez.advertise("CB:B8:33:4C:88:4F", {}, -70, name="WT901BLE67")
            assert await listen(ble, 0.2) == []
            await ble.close()
        assert [(state.kind, state.identifier) for state in ble.sensors()] == [
            ("nearable", SIX["right_hand"]),
            ("witmotion", "cbb8334c884f"),
        ]

    asyncio.run(scenario())
