import pytest
from hypothesis import given
from hypothesis import strategies as st

from inference.counter import ConsecutiveCounter, Decision, make_counter
from models.card import BREAK, CounterSettings
from sessions.errors import ModelError
from tests.fakes.engines import card

SETTINGS = CounterSettings(steps={"Squat": 3, "Burpee": 5})


def counted(activities: list[str]) -> list[tuple[int, str]]:
    counter = ConsecutiveCounter(SETTINGS)
    found = [
        (tick, counter.push(Decision(tick, tick, activity, 0.9)))
        for tick, activity in enumerate(activities)
    ]
    return [(tick, exercise) for tick, exercise in found if exercise is not None]


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
    counter = ConsecutiveCounter(SETTINGS)
    for tick in range(3):
        assert counter.push(Decision(tick, tick, "Squat", 0.9)) is None
    counter.reset()
    assert counter.push(Decision(3, 3, "Squat", 0.9)) is None


def test_a_counter_that_is_not_known_is_told() -> None:
    described = card()
    other = type(described)(
        architecture="",
        classes=(BREAK,),
        channels=(),
        rate_hz=10,
        window_steps=1,
        delay_steps=0,
        counter=CounterSettings(kind="oracle"),
    )
    with pytest.raises(ModelError, match="'oracle'; this version knows consecutive"):
        make_counter(other)


@given(st.lists(st.sampled_from([BREAK, "Squat", "Burpee", "Yoga"]), max_size=200))
def test_there_are_never_more_counts_than_runs(activities: list[str]) -> None:
    runs = sum(
        now not in (before, BREAK)
        for before, now in zip([BREAK, *activities], activities, strict=False)
    )
    assert len(counted(activities)) <= runs
