import math

import numpy as np
import pytest
from msgspec.structs import replace

from inference.deciding import Step
from inference.events import ActivityChanged, Repetition, SetEnded
from inference.pipeline import Pipeline
from models.card import BREAK, UNKNOWN, Card, Unknown
from sessions.errors import ModelError
from tests.fakes.engines import ThresholdEngine, card
from tests.fakes.recordings import frame

COLUMNS = ("phone.gravity_x_g", "phone.gravity_y_g", "phone.gravity_z_g")
ATTENTIVE = replace(card(channels=COLUMNS), unknown=Unknown(told_from=0.5))
"""Of a network that knows squats: there the first channel is above a half."""

Row = tuple[float, float, float]


def nodding(duration_s: float) -> list[Row]:
    """What it does not know: y and z are turned over and over, and x is left alone."""
    angles = [0.7 * math.sin(2 * math.pi * tick / 30) for tick in range(round(duration_s * 10))]
    return [(0.0, -math.cos(angle), math.sin(angle)) for angle in angles]


def still(duration_s: float) -> list[Row]:
    return [(0.0, -1.0, 0.0)] * round(duration_s * 10)


def squatting(duration_s: float) -> list[Row]:
    return [(1.0, 0.0, 0.0)] * round(duration_s * 10)


def pushed(rows: list[Row], described: Card = ATTENTIVE) -> list[Step]:
    pipeline = Pipeline(ThresholdEngine(described), COLUMNS, 10.0)
    return [pipeline.push(frame(tick, row)) for tick, row in enumerate(rows)]


def changes(steps: list[Step]) -> list[ActivityChanged]:
    return [e for step in steps for e in step.events if isinstance(e, ActivityChanged)]


def test_what_is_done_over_and_over_in_a_break_is_an_unknown_movement() -> None:
    steps = pushed(still(5.0) + nodding(20.0) + still(12.0))
    told = [step.activity for step in steps]
    assert told[:3] == [None] * 3
    assert set(told[3:90]) == {BREAK}
    assert set(told[130:250]) == {UNKNOWN}
    assert set(told[320:]) == {BREAK}
    begun, ended = changes(steps)
    assert (begun.activity, begun.score) == (UNKNOWN, None)
    assert (ended.activity, ended.score) == (BREAK, 0.8)
    assert told[round(begun.time_s * 10)] == UNKNOWN != told[round(begun.time_s * 10) - 1]


def test_the_decision_is_the_networks_and_nothing_counts() -> None:
    for step in pushed(nodding(20.0)):
        assert step.counted == ()
        assert step.decision is None or step.decision.activity == BREAK
        assert (step.score is None) == (step.activity in {None, UNKNOWN})


def test_a_known_exercise_is_told_at_once_and_ends_it() -> None:
    steps = pushed(nodding(15.0) + squatting(2.0) + still(1.0))
    assert [event.activity for event in changes(steps)] == [UNKNOWN, "Squat", BREAK]
    assert [step.is_unknown for step in steps[-5:]] == [False] * 5


def test_exercises_that_are_known_are_no_unknown_movement_however_often_they_are_done() -> None:
    one = squatting(1.5) + nodding(1.5)
    assert UNKNOWN not in {step.activity for step in pushed(one * 12)}


def test_it_is_not_told_where_the_card_does_not_say_when() -> None:
    steps = pushed(nodding(20.0), replace(ATTENTIVE, unknown=None))
    assert {step.activity for step in steps} == {None, BREAK}


def test_a_missing_value_is_stood_in_for() -> None:
    rows = nodding(20.0)
    rows[100] = (math.nan, math.nan, math.nan)
    assert pushed(rows)[150].activity == UNKNOWN


def test_after_a_gap_it_has_to_be_noticed_again() -> None:
    rows: list[Row] = nodding(15.0) + [(math.nan,) * 3] * 30 + nodding(15.0)
    told = [step.activity for step in pushed(rows)]
    assert told[149] == UNKNOWN
    assert told[179] is None
    assert told[184] == BREAK
    assert told[-1] == UNKNOWN


def test_another_stream_begins_with_nothing() -> None:
    pipeline = Pipeline(ThresholdEngine(ATTENTIVE), COLUMNS, 10.0)
    for tick, row in enumerate(nodding(15.0)):
        pipeline.push(frame(tick, row))
    pipeline.restart()
    told = [pipeline.push(frame(tick, row)).activity for tick, row in enumerate(nodding(15.0))]
    assert told == [step.activity for step in pushed(nodding(15.0))]


def test_a_model_without_a_vector_cannot_be_asked_for_it() -> None:
    lame = replace(card(), unknown=Unknown(told_from=0.5))
    with pytest.raises(ModelError, match="'Unknown movement' is not found from"):
        Pipeline(ThresholdEngine(lame), COLUMNS, 10.0)


def test_it_turns_with_the_phone() -> None:
    rotation = np.array([[1.0, 0, 0], [0, -1, 0], [0, 0, -1]])
    turned = [tuple(rotation @ row) for row in nodding(20.0)]
    expected = [step.activity for step in pushed(nodding(20.0))]
    assert [step.activity for step in pushed(turned)] == expected


def nods(times: int, pause_s: float) -> list[Row]:
    """So many nods, alike but for the pauses between them."""
    rows: list[Row] = []
    for number in range(times):
        rows += nodding(3.0) + still(pause_s + 0.4 * (number % 3))
    return rows


def told(steps: list[Step]) -> list[Repetition | SetEnded]:
    return [e for step in steps for e in step.events if isinstance(e, Repetition | SetEnded)]


@pytest.mark.parametrize("pause_s", [0.0, 0.8, 2.0])
@pytest.mark.parametrize("times", [5, 8])
def test_it_is_counted_by_how_often_it_comes_and_its_set_ends(times: int, pause_s: float) -> None:
    events = told(pushed(still(5.0) + nods(times, pause_s) + still(15.0)))
    *counted, ended = events
    assert {event.exercise for event in events} == {UNKNOWN}
    assert isinstance(ended, SetEnded)
    assert abs(ended.repetitions - times) <= 1
    assert [e.count for e in counted if isinstance(e, Repetition)] == [
        *range(1, ended.repetitions + 1)
    ]


def test_what_was_done_before_it_was_noticed_counts_at_once() -> None:
    steps = pushed(still(5.0) + nods(6, 1.0) + still(15.0))
    first = next(step for step in steps if step.movements)
    assert len(first.movements) >= 3
    assert all(each.exercise == UNKNOWN for each in first.movements)


def test_fast_movement_is_counted_too() -> None:
    jumping = [
        (0.0, -math.cos(angle), math.sin(angle))
        for angle in (0.7 * math.sin(2 * math.pi * tick / 12) for tick in range(15 * 12))
    ]
    *_, ended = told(pushed(still(5.0) + jumping + still(15.0)))
    assert isinstance(ended, SetEnded)
    assert abs(ended.repetitions - 15) <= 2  # the first and the last are half a motif long


def test_what_the_network_counts_is_counted_once() -> None:
    one = squatting(1.5) + nodding(1.5)
    events = told(pushed(one * 12))
    assert {event.exercise for event in events} == {"Squat"}
