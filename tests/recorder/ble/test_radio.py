"""What the radio survives, with bleak itself against a BlueZ of our own on a bus of our own."""

import asyncio
import time

import pytest

from recorder.ble.scanner import Mode
from recorder.ble.source import Ble
from recorder.worn import parse_worn
from tests.fakes.faults import BLUETOOTHD_RESTARTED, FAULTS, Fault
from tests.fakes.sensors import SIX, listen, nearables, private_bluez, sending, until_heard

SILENCE_S = 0.3
"""Shorter than a session's, for the sake of the tests' length; bench/ble_recovery.py has that."""

CASES = [
    *(pytest.param(fault, Mode.DUPLICATES, id=fault.name) for fault in FAULTS),
    pytest.param(BLUETOOTHD_RESTARTED, Mode.PASSIVE, id="the same in a passive scan"),
]


@pytest.mark.parametrize(("fault", "mode"), CASES)
def test_it_is_heard_again_within_five_seconds_of_a_parts_return(
    fault: Fault, mode: Mode, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scenario() -> None:
        async with private_bluez(monkeypatch) as (bus, bluez):
            ble = Ble(parse_worn(SIX), mode, silence_s=SILENCE_S)
            await ble.open(time.monotonic)
            async with sending(bluez, nearables()["right_hand"]):
                await until_heard(ble, 5.0)
                await fault.breaks(bus, bluez)
                await listen(ble, 0.1)
                assert await listen(ble, 0.7) == []
                await fault.returns(bus, bluez)
                assert await until_heard(ble, 5.0) < 5.0
            await ble.close()
        notes = " ".join(ble.notes())
        assert fault.told in notes
        assert "heard again" in notes
        longest = max(ble.gaps, key=lambda gap: gap.length_s)
        assert longest.length_s > 0.7
        assert longest.repairs >= 1

    asyncio.run(scenario())


def test_an_adapter_switched_off_is_switched_on_again(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario() -> None:
        async with private_bluez(monkeypatch) as (_, bluez):
            ble = Ble(parse_worn(SIX), Mode.DUPLICATES, silence_s=SILENCE_S)
            await ble.open(time.monotonic)
            async with sending(bluez, nearables()["right_hand"]):
                await until_heard(ble, 5.0)
                bluez.set_powered(False)
                await until_heard(ble, 5.0)
            await ble.close()

    asyncio.run(scenario())


def test_a_deaf_adapter_is_power_cycled(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario() -> None:
        async with private_bluez(monkeypatch) as (_, bluez):
            ble = Ble(parse_worn(SIX), Mode.DUPLICATES, silence_s=SILENCE_S)
            await ble.open(time.monotonic)
            async with sending(bluez, nearables()["right_hand"]):
                await until_heard(ble, 5.0)
                bluez.deaf = True
                await until_heard(ble, 5.0)
            await ble.close()
            assert any("switched on anew" in note for note in ble.notes())

    asyncio.run(scenario())


def test_a_deaf_adapter_is_left_alone_where_it_is_not_ours(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def scenario() -> None:
        async with private_bluez(monkeypatch) as (_, bluez):
            ble = Ble((), Mode.DUPLICATES, silence_s=0.25, may_power_cycle=False)
            await ble.open(time.monotonic)
            await listen(ble, 1.5)
            await ble.close()
            assert "Set" not in bluez.calls
            assert bluez.calls.count("StartDiscovery") >= 3

    asyncio.run(scenario())


def test_a_silence_that_outlasts_the_session_is_a_gap_too(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario() -> None:
        async with private_bluez(monkeypatch):
            ble = Ble(parse_worn(SIX), Mode.DUPLICATES, silence_s=0.25)
            await ble.open(time.monotonic)
            await listen(ble, 0.7)
            await ble.close()
        assert len(ble.gaps) == 1

    asyncio.run(scenario())
