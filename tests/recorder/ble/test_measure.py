import asyncio

import pytest

from recorder.ble.measure import MODES, Measurement, best, measure, modes_for
from recorder.ble.scanner import Mode
from recorder.ble.source import Ble
from recorder.decoders import NEARABLE, all_decoders
from recorder.worn import parse_worn
from sessions.errors import SourceError
from tests.fakes.sensors import SIX, nearables, private_bluez, sending
from tests.fakes.waiting import until

HAND = SIX["right_hand"]


def given(mode: Mode, new_hz: float, packets_hz: float = 0.0) -> Measurement:
    return Measurement(mode, {HAND: new_hz}, {HAND: packets_hz or new_hz})


def test_a_controller_that_filters_by_address_shows_in_the_rates(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def scenario() -> None:
        async with private_bluez(monkeypatch, filters_duplicates=True) as (_, bluez):
            hand, foot = nearables()["right_hand"], nearables()["right_foot"]
            async with sending(bluez, hand, foot, rate_hz=20.0):
                found = {mode: await measure(mode, [NEARABLE], 0.5) for mode in MODES}
        assert set(found[Mode.PASSIVE].new_hz) == {SIX["right_hand"], SIX["right_foot"]}
        one_hz = 2.0  # a single packet in half a second
        assert found[Mode.ACTIVE].new_hz.get(HAND, 0.0) <= one_hz
        assert found[Mode.PASSIVE].new_hz[HAND] > one_hz
        assert best(found.values()).mode is Mode.PASSIVE

    asyncio.run(scenario())


def test_a_mode_that_does_not_work_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario() -> None:
        async with private_bluez(monkeypatch, experimental=False):
            passive = await measure(Mode.PASSIVE, [NEARABLE], 0.1)
        assert passive.failure is not None
        assert "Experimental = true" in passive.failure
        assert passive.new_hz == {}

    asyncio.run(scenario())


def test_the_mode_with_the_most_new_samples_is_best() -> None:
    tried = [given(Mode.PASSIVE, 5.0), given(Mode.DUPLICATES, 9.0), given(Mode.ACTIVE, 2.0)]
    assert best(tried).mode is Mode.DUPLICATES


def test_of_sensors_at_rest_the_packets_count() -> None:
    tried = [given(Mode.PASSIVE, 1.0, 9.8), given(Mode.DUPLICATES, 1.05, 1.2)]
    assert best(tried).mode is Mode.PASSIVE


def test_what_is_much_the_same_goes_by_preference() -> None:
    tried = [given(Mode.ACTIVE, 9.9), given(Mode.DUPLICATES, 9.8), given(Mode.PASSIVE, 9.5)]
    assert best(tried).mode is Mode.PASSIVE
    assert best(Measurement(mode, {}, {}) for mode in reversed(MODES)).mode is Mode.PASSIVE


def test_where_no_mode_works_the_reason_is_told() -> None:
    tried = [Measurement(mode, {}, {}, "bluetoothd does not run") for mode in MODES]
    with pytest.raises(SourceError, match="bluetoothd does not run"):
        best(tried)


def test_a_mode_that_does_not_work_is_never_best() -> None:
    tried = [Measurement(Mode.PASSIVE, {}, {}, "no"), given(Mode.ACTIVE, 0.1)]
    assert best(tried).mode is Mode.ACTIVE


def test_one_that_is_connected_to_must_be_asked_for_its_name() -> None:
    assert modes_for([NEARABLE]) == MODES
    assert Mode.PASSIVE not in modes_for(all_decoders().values())


def test_auto_measures_at_each_opening_and_tells(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario() -> None:
        async with private_bluez(monkeypatch, filters_duplicates=True) as (_, bluez):
            ble = Ble(parse_worn(SIX), measure_s=0.3)
            async with sending(bluez, *nearables().values()):
                await ble.open(lambda: 0.0)
            (note,) = ble.notes()
            await ble.close()
        assert "mode passive" in note

    asyncio.run(scenario())


def test_an_adapter_that_is_off_is_switched_on_to_be_measured(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def scenario() -> None:
        async with private_bluez(monkeypatch) as (_, bluez):
            bluez.set_powered(False)
            assert (await measure(Mode.ACTIVE, [NEARABLE], 0.1)).failure is None

    asyncio.run(scenario())


def test_one_who_gives_up_measuring_leaves_no_scan_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario() -> None:
        async with private_bluez(monkeypatch) as (_, bluez):
            measuring = asyncio.create_task(measure(Mode.ACTIVE, [NEARABLE], 60.0))
            await until(lambda: "StartDiscovery" in bluez.calls)
            measuring.cancel()
            await asyncio.wait([measuring])
            assert "StopDiscovery" in bluez.calls

    asyncio.run(scenario())
