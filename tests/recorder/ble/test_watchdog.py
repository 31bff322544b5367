from hypothesis import given
from hypothesis import strategies as st

from recorder.ble.watchdog import RETRY_S, Gap, Repair, Watchdog

STEP_S = 0.25


def repairs(watchdog: Watchdog, until_s: float, *, succeeded: bool) -> list[tuple[float, Repair]]:
    """Returns the repairs of a radio that nothing helps, each with its time."""
    made = []
    for step in range(int(until_s / STEP_S) + 1):
        now_s = step * STEP_S
        repair = watchdog.due(now_s)
        if repair is not None:
            made.append((now_s, repair))
            watchdog.made(now_s, succeeded=succeeded)
    return made


def test_nothing_is_repaired_while_packets_come() -> None:
    watchdog = Watchdog(2.0, now_s=0.0)
    for tick in range(100):
        watchdog.heard(tick * 1.9)
        assert watchdog.due(tick * 1.9 + 1.9) is None
    assert watchdog.gaps == []


def test_the_scanner_is_rebuilt_first_and_the_adapter_switched_ever_more_rarely() -> None:
    made = repairs(Watchdog(2.0, now_s=0.0), until_s=40.0, succeeded=True)
    assert made[0] == (2.0, Repair.REBUILD)
    assert [s for s, repair in made if repair is Repair.POWER_CYCLE] == [4.0, 8.0, 16.0, 32.0]


def test_a_part_that_is_not_back_is_tried_again_soon() -> None:
    made = repairs(Watchdog(2.0, now_s=0.0), until_s=10.0, succeeded=False)
    assert [time_s for time_s, _ in made] == [2.0 + RETRY_S * n for n in range(9)]


def test_the_adapter_may_be_left_alone() -> None:
    made = repairs(Watchdog(2.0, now_s=0.0, may_power_cycle=False), until_s=40.0, succeeded=True)
    assert {repair for _, repair in made} == {Repair.REBUILD}


def test_a_silence_that_called_for_repairs_is_a_gap_once_it_has_ended() -> None:
    watchdog = Watchdog(2.0, now_s=0.0)
    watchdog.heard(1.0)
    assert watchdog.due(3.0) is Repair.REBUILD
    watchdog.made(3.0, succeeded=True)
    assert watchdog.gaps == []
    watchdog.heard(3.5)
    watchdog.heard(3.6)
    assert watchdog.gaps == [Gap(1.0, 3.5, repairs=1)]


steps = st.integers(0, 40).map(lambda number: number * STEP_S)


@given(st.lists(steps, max_size=50), steps.filter(bool))
def test_gaps_are_the_silences_as_long_as_is_allowed(
    waits_s: list[float], silence_s: float
) -> None:
    watchdog = Watchdog(silence_s, now_s=0.0)
    now_s = 0.0
    for wait_s in waits_s:
        now_s += wait_s
        assert (watchdog.due(now_s) is not None) == (wait_s >= silence_s)
        watchdog.heard(now_s)
    assert [gap.length_s for gap in watchdog.gaps] == [w for w in waits_s if w >= silence_s]
