import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inference.events import (
    ActivityChanged,
    Event,
    Repetition,
    SetEnded,
    State,
    StateChanged,
)
from inference.pipeline import Pipeline, Step
from models.windows import Windowing, hold_missing
from sessions.errors import UsageError
from tests.fakes.engines import ThresholdEngine, card
from tests.fakes.recordings import frame

COLUMN = "phone.gravity_x_g"


def pushed(
    values: list[float], engine: ThresholdEngine | None = None
) -> tuple[Pipeline, list[Step]]:
    pipeline = Pipeline(engine or ThresholdEngine(), (COLUMN,), 10.0)
    return pipeline, [pipeline.push(frame(tick, (v,))) for tick, v in enumerate(values)]


def events(steps: list[Step]) -> list[Event]:
    return [event for step in steps for event in step.events]


REPETITION = [1.0] * 4 + [0.0] * 2


def test_the_first_window_fills_before_anything_is_said() -> None:
    _, steps = pushed([0.0] * 5)
    assert [step.decision is None for step in steps] == [True] * 3 + [False] * 2
    assert events(steps) == [
        StateChanged(time_s=0.0, state=State.INITIALIZING),
        StateChanged(time_s=0.3, state=State.EVALUATING),
    ]


def test_a_decision_is_about_a_frame_before_it() -> None:
    _, steps = pushed([0.0, 0.0, 1.0, 0.0, 0.0, 0.0])
    decisions = [step.decision for step in steps if step.decision]
    assert [(d.tick, d.about_tick, d.activity) for d in decisions] == [
        (3, 1, "Break"),
        (4, 2, "Squat"),
        (5, 3, "Break"),
    ]
    assert decisions[1].score == pytest.approx(0.9)


def test_repetitions_of_a_set_are_numbered() -> None:
    _, steps = pushed([0.0] * 4 + REPETITION * 3)
    told = [event for event in events(steps) if isinstance(event, Repetition)]
    assert [(event.count, event.set) for event in told] == [(1, 1), (2, 1), (3, 1)]
    assert told[0] == Repetition(time_s=0.8, exercise="Squat", count=1, set=1, about_s=0.6)


def test_a_long_break_ends_the_set_and_the_next_one_has_its_own_number() -> None:
    _, steps = pushed([0.0] * 4 + REPETITION * 2 + [0.0] * 6 + REPETITION)
    told = [event for event in events(steps) if isinstance(event, Repetition | SetEnded)]
    assert [type(event).__name__ for event in told] == [
        "Repetition",
        "Repetition",
        "SetEnded",
        "Repetition",
    ]
    assert told[2] == SetEnded(
        time_s=2.0, exercise="Squat", repetitions=2, set=1, cadence_per_minute=100.0
    )
    assert told[3].set == 2


def test_activities_are_told_as_they_change() -> None:
    _, steps = pushed([0.0] * 4 + REPETITION)
    told = [event for event in events(steps) if isinstance(event, ActivityChanged)]
    assert [(event.activity, event.about_s) for event in told] == [("Squat", 0.4)]


def test_the_end_closes_an_open_set() -> None:
    pipeline, _ = pushed([0.0] * 4 + REPETITION)
    assert pipeline.finish(1.0) == (
        SetEnded(time_s=1.0, exercise="Squat", repetitions=1, set=1),
        StateChanged(time_s=1.0, state=State.IDLE),
    )
    assert pipeline.finish(1.0) == (StateChanged(time_s=1.0, state=State.IDLE),)


def test_a_missing_value_is_held_for_a_while() -> None:
    engine = ThresholdEngine()
    _, steps = pushed([0.0] * 4 + [1.0] + [math.nan] * 20, engine)
    assert all(step.decision for step in steps[3:])
    assert engine.windows[-1][-1, 0] == 1.0


def test_after_a_long_gap_the_window_starts_anew() -> None:
    engine = ThresholdEngine()
    _, steps = pushed([0.0] * 4 + [1.0] + [math.nan] * 30 + [0.25] * 4, engine)
    states = [e.state for e in events(steps) if isinstance(e, StateChanged)]
    assert states == [State.INITIALIZING, State.EVALUATING] * 2
    np.testing.assert_array_equal(engine.windows[-1], np.full((4, 1), 0.25))


@given(st.lists(st.floats(-1, 1, width=32) | st.just(math.nan), max_size=80))
def test_live_windows_are_those_of_training(values: list[float]) -> None:
    engine = ThresholdEngine()
    pushed(values, engine)
    x = np.array(values, np.float32).reshape(-1, 1)
    trained = Windowing(engine.card.window_steps, 0).windows(hold_missing(x, rate_hz=10.0))
    trained = trained[~np.isnan(trained).any(axis=(1, 2))]
    np.testing.assert_array_equal(np.array(engine.windows).reshape(trained.shape), trained)


def test_values_are_taken_by_the_cards_channels() -> None:
    engine = ThresholdEngine(card(window_steps=1, delay_steps=0, channels=("b", "a")))
    pipeline = Pipeline(engine, ("a", "x", "b"), 10.0)
    pipeline.push(frame(0, (1.0, 2.0, 3.0)))
    np.testing.assert_array_equal(engine.windows[0], [[3.0, 1.0]])


def test_a_channel_that_no_source_gives_is_named() -> None:
    with pytest.raises(UsageError, match=r"needs phone\.gravity_x_g"):
        Pipeline(ThresholdEngine(), ("chest.rssi_dbm",), 10.0)


def test_another_rate_is_refused() -> None:
    with pytest.raises(UsageError, match="wants 10 Hz, the frames have 20 Hz"):
        Pipeline(ThresholdEngine(), (COLUMN,), 20.0)
