import asyncio

import pytest

from recorder.ble.scanner import Mode, Scanner
from recorder.decoders import NEARABLE
from tests.fakes.sensors import private_bluez
from tests.fakes.waiting import until


@pytest.mark.parametrize(
    ("mode", "begins", "ends"),
    [
        (Mode.ACTIVE, "StartDiscovery", "StopDiscovery"),
        (Mode.DUPLICATES, "StartDiscovery", "StopDiscovery"),
        (Mode.PASSIVE, "RegisterMonitor", "UnregisterMonitor"),
    ],
)
def test_a_start_cancelled_before_bluez_answers_leaves_no_scan_behind(
    mode: Mode, begins: str, ends: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scenario() -> None:
        async with private_bluez(monkeypatch) as (_, bluez):
            bluez.freeze(at=begins)
            scanner = Scanner(mode, [NEARABLE], lambda _device, _data: None)
            starting = asyncio.create_task(scanner.start())
            await until(lambda: bluez.is_frozen)
            starting.cancel()
            await asyncio.sleep(0)
            bluez.thaw()
            await asyncio.wait([starting])
            assert starting.cancelled()
            assert bluez.calls[bluez.calls.index(begins) :].count(ends) == 1

    asyncio.run(scenario())


def test_a_start_cancelled_while_bluez_never_answers_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario() -> None:
        async with private_bluez(monkeypatch) as (_, bluez):
            bluez.freeze(at="StartDiscovery")
            scanner = Scanner(Mode.ACTIVE, [NEARABLE], lambda _device, _data: None)
            starting = asyncio.create_task(scanner.start())
            await until(lambda: bluez.is_frozen)
            starting.cancel()
            await asyncio.wait([starting])
            assert starting.cancelled()

    asyncio.run(scenario())
