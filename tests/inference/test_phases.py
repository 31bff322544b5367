from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from inference.counter import follow
from inference.engine import Scores
from inference.phases import PhaseCounter
from models.card import CounterSettings
from models.repetitions import Counted, Movement
from sessions.errors import ModelError
from tests.fakes.engines import card
from tests.fakes.phases import (
    DOWN,
    LUNGE_DOWN,
    LUNGE_UP,
    PAUSE,
    UP,
    cycle,
    phase_card,
    phases,
    said,
)

DELAY_STEPS = 5
REST = phases((PAUSE, 60))
PHASES = st.sampled_from([PAUSE, LUNGE_DOWN, LUNGE_UP, DOWN, UP])


def followed(scores: Scores) -> list[tuple[int, Counted | Movement]]:
    """Returns what is found in the answers of one head, (steps, outputs)."""
    return follow(phase_card(DELAY_STEPS), scores[:, np.newaxis])


def found(steps: list[int], sureness: float = 0.96) -> list[tuple[int, Counted | Movement]]:
    """Returns what is found in these phases, which the network knows `DELAY_STEPS` later."""
    return followed(said(steps, DELAY_STEPS, sureness))


def counts(steps: list[int], sureness: float = 0.96) -> list[tuple[int, Counted]]:
    """Returns the repetitions with the step at which they counted."""
    return [(tick, each) for tick, each in found(steps, sureness) if isinstance(each, Counted)]


def movements(steps: list[int]) -> list[Movement]:
    return [each for _, each in found(steps) if isinstance(each, Movement)]


def names(steps: list[int]) -> list[str]:
    return [each.exercise for _, each in counts(steps)]


def test_both_halves_make_a_repetition_that_counts_as_it_ends() -> None:
    ((tick, squat),) = counts(REST + cycle(10, 10) + REST)
    assert squat == Counted("Squat", about_tick=77, start_tick=60, turn_tick=70)
    assert tick == 82  # the turn, and what usually follows it


def test_it_counts_sooner_where_it_ends_sooner() -> None:
    ((tick, squat),) = counts(REST + cycle(12, 5) + REST)
    assert squat.turn_tick == 72
    assert tick == 72 + 5 + 1 + DELAY_STEPS  # two steps without it


def test_a_slow_repetition_is_waited_for() -> None:
    ((tick, squat),) = counts(REST + cycle(30, 30) + REST)
    assert 90 + 30 <= tick <= 90 + 40
    assert 90 <= squat.about_tick < 120


def test_what_a_movement_was_is_known_once_it_is_over() -> None:
    assert movements(REST + cycle(12, 14) + REST) == [
        Movement(
            exercise="Squat",
            counted=True,
            start_tick=60,
            turn_tick=72,
            end_tick=86,
            first_steps=12,
            second_steps=14,
        )
    ]


def test_a_pause_at_the_turn_is_no_tension() -> None:
    steps = phases((DOWN, 10), (PAUSE, 20), (UP, 10), (PAUSE, 30))
    (squat,) = movements(REST + steps)
    assert (squat.first_steps, squat.second_steps) == (10, 10)
    assert squat.end_tick - squat.start_tick == 40


def test_one_half_is_told_as_such_and_does_not_count() -> None:
    first = phases((DOWN, 10), (PAUSE, 60))
    second = phases((UP, 10), (PAUSE, 60))
    assert names(REST + first + second) == []
    told = movements(REST + first + second)
    assert [(m.counted, m.turn_tick, m.first_steps, m.second_steps) for m in told] == [
        (False, None, 10, 0),
        (False, 130, 0, 10),
    ]


def test_back_to_back_without_a_break() -> None:
    assert names(REST + cycle(10, 10, 0) * 7 + REST) == ["Squat"] * 7


def test_another_exercise_may_follow_at_once() -> None:
    lunge = phases((LUNGE_DOWN, 10), (LUNGE_UP, 10))
    steps = cycle(10, 10, 0) * 2 + lunge + cycle(10, 10, 0)
    assert names(REST + steps + REST) == ["Squat", "Squat", "Lunge", "Squat"]


WEAK = phases((DOWN, 4), (PAUSE, 2), (UP, 5), (PAUSE, 10))


def test_a_weak_repetition_counts_with_the_next_one() -> None:
    told = counts(REST + WEAK + cycle() + REST)
    assert [each.start_tick for _, each in told] == [60, 81]
    assert told[0][0] == told[1][0]
    assert 60 <= told[0][1].about_tick < 71


@pytest.mark.parametrize(
    "steps",
    [
        pytest.param(WEAK, id="alone"),
        pytest.param(phases(*[(DOWN, 4), (UP, 4), (PAUSE, 80)] * 3), id="far apart"),
        pytest.param(
            WEAK + phases((LUNGE_DOWN, 10), (LUNGE_UP, 10), (PAUSE, 20)), id="of another exercise"
        ),
    ],
)
def test_a_weak_repetition_does_not_count_by_itself(steps: list[int]) -> None:
    assert "Squat" not in names(REST + steps + REST * 3)
    assert any(not each.counted for each in movements(REST + steps + REST * 3))


def test_after_a_gap_it_begins_anew() -> None:
    counter = PhaseCounter(phase_card(DELAY_STEPS))
    scores = said(REST + phases((DOWN, 10)) + phases((UP, 10)) + REST, DELAY_STEPS)
    scores[78] = np.nan
    assert not [x for _, x in followed(scores) if isinstance(x, Counted)]
    counter.reset()  # also where nothing is begun


def test_a_network_without_phases_cannot_be_counted_so() -> None:
    described = replace(card(), counter=CounterSettings(kind="phases"))
    with pytest.raises(ModelError, match="needs a network of phases, and their lengths"):
        PhaseCounter(described)


FLICKERS = st.tuples(PHASES, st.integers(1, 2))


@given(st.lists(FLICKERS, max_size=100), st.floats(0.3, 1.0))
def test_flickers_with_a_pause_between_them_never_count(
    flickers: list[tuple[int, int]], sureness: float
) -> None:
    steps = [step for flicker in flickers for step in phases(flicker, (PAUSE, 40))]
    assert counts(steps, sureness) == []


@given(st.lists(FLICKERS, max_size=5), st.floats(0.85, 1.0))
@example([(LUNGE_DOWN, 2)] * 4 + [(LUNGE_UP, 2)], 1.0)
def test_flickers_that_are_together_too_short_never_count(
    flickers: list[tuple[int, int]], sureness: float
) -> None:
    """In a break of which the network is sure, and in which they are a second apart."""
    steps = [step for flicker in flickers for step in phases(flicker, (PAUSE, 10))]
    assert counts(steps, sureness) == []


TEMPO = st.integers(8, 35)


@given(
    st.lists(st.tuples(TEMPO, TEMPO, st.integers(0, 40)), max_size=12),
    st.floats(0.9, 1.0),
)
@example([(8, 35, 0), (35, 8, 0), (8, 8, 40)], 1.0)
def test_clean_cycles_count_each_once(cycles: list[tuple[int, int, int]], sureness: float) -> None:
    """At any tempo, from faster than usual to a third of it, changing from one to the next."""
    steps = REST + [step for each in cycles for step in cycle(*each)] + REST
    told = counts(steps, sureness)
    assert [each.exercise for _, each in told] == ["Squat"] * len(cycles)
    at = len(REST)
    for (first, second, pause), (_, each) in zip(cycles, told, strict=True):
        assert at <= each.about_tick < at + first + second + 2
        at += first + second + pause


@given(
    st.lists(st.tuples(st.integers(0, 20), st.integers(0, 25)), min_size=1, max_size=8),
)
def test_a_pause_in_mid_repetition_changes_no_count(pauses: list[tuple[int, int]]) -> None:
    steps = list(REST)
    for at, length in pauses:
        whole = cycle(10, 10, 10)
        steps += whole[:at] + [PAUSE] * length + whole[at:]
    assert len(names(steps + REST)) == len(pauses)


@given(
    st.integers(1, 6),
    st.lists(st.tuples(st.integers(0, 200), st.integers(1, 2), PHASES), max_size=4),
)
def test_a_flicker_changes_no_count(number: int, flickers: list[tuple[int, int, int]]) -> None:
    """Up to 0.2 s of anything, anywhere, at least 1.5 s apart."""
    steps = REST + cycle(12, 12, 10) * number + REST
    last = -15
    for at, length, phase in sorted(flickers):
        if at - last >= 15 and at + length <= len(steps):
            steps[at : at + length] = [phase] * length
            last = at + length
    assert names(steps) == ["Squat"] * number


@given(st.lists(st.lists(st.floats(0.01, 1), min_size=5, max_size=5), max_size=120))
def test_whatever_is_said_repetitions_are_whole_and_do_not_overlap(rows: list[list[float]]) -> None:
    scores = np.array(rows, np.float32).reshape(-1, 5)
    scores = np.repeat(scores / scores.sum(axis=1, keepdims=True), 3, axis=0)
    everything = followed(scores)
    told = [each for _, each in everything if isinstance(each, Counted)]
    for each in told:
        assert each.start_tick is not None
        assert each.turn_tick is not None
        assert each.start_tick < each.turn_tick <= each.about_tick
    for before, after in pairwise(told):
        assert after.start_tick is not None
        assert before.turn_tick is not None
        assert before.turn_tick < after.start_tick
    over = [each for _, each in everything if isinstance(each, Movement) and each.counted]
    assert len(told) - 1 <= len(over) <= len(told)
    assert all(m.first_steps + m.second_steps <= m.end_tick - m.start_tick for m in over)


@given(st.lists(PHASES, max_size=60), st.integers(0, 180))
def test_what_is_found_does_not_depend_on_what_follows(steps: list[int], cut: int) -> None:
    scores = np.repeat(said(steps, 0), 3, axis=0)
    whole = followed(scores)
    part = followed(scores[:cut])
    assert part == [(tick, each) for tick, each in whole if tick < cut]
