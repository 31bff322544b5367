import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from inference.counter import ConsecutiveCounter, follow, make_counter
from inference.decision import Decision
from models.card import BREAK, CounterSettings
from models.repetitions import Counted
from sessions.errors import ModelError
from tests.fakes.engines import card
from tests.fakes.phases import cycle, phase_card, said

CLASSES = (BREAK, "Burpee", "Squat", "Yoga")
ANSWER = np.zeros(4, np.float32)


def consecutive() -> ConsecutiveCounter:
    settings = CounterSettings(steps={"Squat": 3, "Burpee": 5})
    counter = make_counter(replace(card(), classes=CLASSES, counter=settings))
    assert isinstance(counter, ConsecutiveCounter)
    return counter


def counted(activities: list[str]) -> list[tuple[int, str]]:
    counter = consecutive()
    return [
        (tick, each.exercise)
        for tick, activity in enumerate(activities)
        for each in counter.push(Decision(tick, tick, activity, 0.9), ANSWER)
        if isinstance(each, Counted)
    ]


def test_an_exercise_confirmed_often_enough_counts_once() -> None:
    assert counted(["Break", "Squat", "Squat", "Squat", "Squat", "Squat"]) == [(4, "Squat")]


def test_a_short_confusion_does_not_count() -> None:
    assert counted(["Squat", "Squat", "Squat", "Break"] * 3) == []


def test_each_run_counts() -> None:
    once = ["Squat"] * 4 + [BREAK]
    assert [exercise for _, exercise in counted(once * 3)] == ["Squat"] * 3


def test_a_run_that_changes_its_exercise_begins_anew() -> None:
    assert counted(["Squat"] * 3 + ["Burpee"] * 6) == [(8, "Burpee")]


def test_what_was_begun_is_forgotten_at_a_gap() -> None:
    counter = consecutive()
    for tick in range(3):
        assert not counter.push(Decision(tick, tick, "Squat", 0.9), ANSWER)
    counter.reset()
    assert not counter.push(Decision(3, 3, "Squat", 0.9), ANSWER)


def test_a_counter_that_is_not_known_is_told() -> None:
    described = replace(card(), counter=CounterSettings(kind="oracle"))
    with pytest.raises(ModelError, match="'oracle'; this version knows consecutive, phases"):
        make_counter(described)


def test_a_whole_stream_is_followed_with_its_gaps() -> None:
    scores = np.concatenate([said(cycle()), said(cycle())])[:, np.newaxis]
    scores[[0, 1, 2, 15]] = np.nan
    found = [
        (tick, each) for tick, each in follow(phase_card(), scores) if isinstance(each, Counted)
    ]
    assert len(found) == 1  # the first was cut by a gap
    assert all(tick - each.about_tick == 5 for tick, each in found)


@given(st.lists(st.sampled_from(CLASSES), max_size=200))
def test_there_are_never_more_counts_than_runs(activities: list[str]) -> None:
    runs = sum(
        now not in (before, BREAK)
        for before, now in zip([BREAK, *activities], activities, strict=False)
    )
    assert len(counted(activities)) <= runs
