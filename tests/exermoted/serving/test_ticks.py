import pytest
from hypothesis import given
from hypothesis import strategies as st

from exermoted.serving.ticks import LONGEST_GAP_S, PhoneTicks


def answered(times_s: list[float]) -> list[list[int]]:
    ticks = PhoneTicks(10.0)
    return [list(ticks.take(time_s).ticks) for time_s in times_s]


def test_a_sample_at_the_ticks_own_rate_answers_one_each() -> None:
    assert answered([7.0 + 0.1 * n for n in range(50)]) == [[n] for n in range(50)]


def test_jitter_moves_no_sample_to_another_tick() -> None:
    assert answered([0.0, 0.14, 0.16, 0.34, 0.36]) == [[0], [1], [2], [3], [4]]


def test_of_a_fast_phone_the_first_sample_after_a_tick_answers_it() -> None:
    assert answered([0.0, 0.02, 0.04, 0.06, 0.08, 0.14, 0.16]) == [[0], [], [], [1], [], [], [2]]


def test_ticks_without_a_sample_are_answered_with_the_next() -> None:
    assert answered([0.0, 0.5]) == [[0], [1, 2, 3, 4, 5]]


@pytest.mark.parametrize("later_s", [3.0 + LONGEST_GAP_S + 0.1, 2.9, 0.0])
def test_after_a_long_gap_or_with_another_clock_the_numbers_go_on(later_s: float) -> None:
    ticks = PhoneTicks(10.0)
    assert ticks.take(2.9).anew
    assert not ticks.take(3.0).anew
    due = ticks.take(later_s)
    assert (list(due.ticks), due.anew) == ([2], True)
    assert ticks.due_s(2) == pytest.approx(later_s - 0.05)


@given(st.lists(st.floats(-1e10, 1e10), max_size=50))
def test_every_number_comes_once_whatever_a_phone_says(times_s: list[float]) -> None:
    numbers = [number for several in answered(times_s) for number in several]
    assert numbers == list(range(len(numbers)))
    assert len(numbers) <= len(times_s) * (10 * LONGEST_GAP_S + 1)
