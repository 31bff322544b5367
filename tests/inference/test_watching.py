import math
from itertools import pairwise

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inference.engine import Array, Arrays
from inference.mounting import angle_deg
from inference.pipeline import Pipeline
from inference.watching import StateWatcher, watcher
from models.card import Mounting
from models.rotations import Matrix
from models.windows import HOLD_S
from sessions.errors import ModelError, UsageError
from sessions.frames import Frame
from tests.fakes.engines import ThresholdEngine, card
from tests.fakes.recordings import frame
from tests.fakes.upright import (
    COLUMNS,
    RATE_HZ,
    UprightEngine,
    frames,
    rotation_of,
    streaming_card,
    workout,
    worn,
)

ROTATIONS = st.tuples(*[st.floats(-1, 1)] * 4).filter(lambda q: np.linalg.norm(q) > 0.1)
UPRIGHT = np.eye(3)
STEPS = 8


def looked(engine: UprightEngine, rows: Matrix) -> tuple[StateWatcher, list[Array | None]]:
    """Shows rows to a new watcher; returns it and the scores of each."""
    watching = watcher(engine, COLUMNS, RATE_HZ)
    assert isinstance(watching, StateWatcher)
    return watching, [shown(watching, engine, each) for each in frames(rows)]


def shown(watching: StateWatcher, engine: UprightEngine, each: Frame) -> Array | None:
    looking = watching.look(each)
    try:
        inputs: Arrays = next(looking)
        while True:
            inputs = looking.send(engine.run(inputs))
    except StopIteration as end:
        scores: Array | None = end.value
        return scores


def test_nothing_is_said_until_the_network_has_seen_enough() -> None:
    _, scores = looked(UprightEngine(), worn(workout(), UPRIGHT))
    assert [each is None for each in scores[: STEPS + 1]] == [True] * (STEPS - 1) + [False] * 2


def test_an_upright_phone_is_looked_at_once_a_frame() -> None:
    engine = UprightEngine()
    rows = worn(workout(moving_s=30.0), UPRIGHT)
    looked(engine, rows)
    settled = UprightEngine()
    later, _ = looked(settled, rows[:150])
    before = len(settled.batches)
    for each in frames(rows[150:], first=150):
        shown(later, settled, each)
    assert len(settled.batches) - before == len(rows) - 150


@settings(max_examples=20)
@given(ROTATIONS, st.booleans())
def test_in_any_mounting_the_answers_are_the_same(
    quaternion: tuple[float, ...], mirrored: bool
) -> None:
    clock = workout()
    found, scores = looked(UprightEngine(), worn(clock, rotation_of(quaternion), mirrored=mirrored))
    _, expected = looked(UprightEngine(), worn(clock, UPRIGHT))
    assert found.mounted
    assert found.mounted.known
    assert found.mounted.mirrored == mirrored
    assert angle_deg(found.mounted.rotation.T @ rotation_of(quaternion)) < 0.1
    assert all(near(*pair) for pair in list(zip(scores, expected, strict=True))[60:])


def test_what_came_before_is_seen_anew_once_the_mounting_is_found() -> None:
    """From then on, the state is the one it would have with that rotation all along."""
    clock = workout()
    half_turn = np.diag([-1.0, -1.0, 1.0])
    told = UprightEngine(streaming_card(Mounting(delay_steps=3, turned_deg=1.0)))
    watching, _ = looked(told, worn(clock, half_turn))
    _, scores = looked(told, worn(clock, half_turn))
    _, expected = looked(UprightEngine(), worn(clock, UPRIGHT))
    begun = next(i for i, pair in enumerate(zip(scores, expected, strict=True)) if near(*pair))
    assert begun <= 40
    assert all(near(*pair) for pair in list(zip(scores, expected, strict=True))[begun:])
    assert watching.mounted


def near(one: Array | None, other: Array | None) -> bool:
    return one is not None and other is not None and bool(np.allclose(one, other, atol=1e-2))


def test_a_network_is_shown_a_frame_again_only_when_the_rotation_changes() -> None:
    engine = UprightEngine()
    rows = worn(workout(), np.diag([-1.0, -1.0, 1.0]))
    watching = watcher(engine, COLUMNS, RATE_HZ)
    runs = []
    for each in frames(rows):
        before = len(engine.batches)
        assert isinstance(watching, StateWatcher)
        shown(watching, engine, each)
        runs.append(len(engine.batches) - before)
    again = [tick for tick, count in enumerate(runs) if count > 1]
    assert max(runs) == STEPS + 1
    assert all(later - earlier >= RATE_HZ for earlier, later in pairwise(again))


def test_an_optional_channel_that_falls_silent_is_missed_after_a_while() -> None:
    optional = tuple(column for column in COLUMNS if "rotation" in column)
    engine = SampleEngine(streaming_card(optional=optional))
    rows = worn(workout(), UPRIGHT)
    rows[10:, 6] = math.nan
    looked(engine, rows)
    held = round(HOLD_S * RATE_HZ)
    assert not np.isnan(engine.samples[: 10 + held]).any()
    assert np.isnan(engine.samples[10 + held :, 6]).all()
    assert not np.isnan(engine.samples[:, 7:]).any()


class SampleEngine(UprightEngine):
    """Keeps what it was shown."""

    samples: Array = np.empty((0, len(COLUMNS)), np.float32)

    def run(self, inputs: Arrays) -> Arrays:
        self.samples = np.concatenate([self.samples, inputs["sample"]])
        return super().run(inputs)


def test_the_mounting_is_found_without_a_gyroscope() -> None:
    optional = tuple(column for column in COLUMNS if "rotation" in column)
    engine = UprightEngine(streaming_card(optional=optional))
    rotation = rotation_of((0.2, -0.5, 0.6, 0.1))
    rows = worn(workout(), rotation)[:, [0, 1, 2, 3, 4, 5, 9]]
    columns = [column for column in COLUMNS if column not in optional]
    pipeline = Pipeline(engine, columns, RATE_HZ)
    for each in frames(rows):
        pipeline.push(each)
    assert pipeline.mounted
    assert pipeline.mounted.known
    assert angle_deg(pipeline.mounted.rotation.T @ rotation) < 1.0


def test_after_a_long_gap_the_network_begins_anew_but_the_phone_still_sits_so() -> None:
    engine = UprightEngine()
    rotation = np.diag([-1.0, -1.0, 1.0])
    rows = worn(workout(), rotation)
    watching, _ = looked(engine, rows)
    nothing = (math.nan,) * len(COLUMNS)
    for tick in range(30):
        shown(watching, engine, frame(tick, nothing))
    scores = [shown(watching, engine, each) for each in frames(rows[60:80])]
    _, expected = looked(UprightEngine(), worn(workout(), UPRIGHT)[60:80])
    assert [each is None for each in scores] == [True] * (STEPS - 1) + [False] * (21 - STEPS)
    assert all(near(*pair) for pair in list(zip(scores, expected, strict=True))[STEPS - 1 :])


def test_a_source_without_an_optional_channel_is_taken() -> None:
    engine = ThresholdEngine(card(channels=("a", "b"), window_steps=1, delay_steps=0))
    bearing = ThresholdEngine(msgspec.structs.replace(engine.card, optional=("b",)))
    pipeline = Pipeline(bearing, ("a",), RATE_HZ)
    assert pipeline.push(frame(0, (1.0,))).decision
    with pytest.raises(UsageError, match="needs b"):
        Pipeline(engine, ("a",), RATE_HZ)


def test_a_mounting_without_its_channels_is_refused() -> None:
    engine = UprightEngine(msgspec.structs.replace(streaming_card(), channels=COLUMNS[1:]))
    with pytest.raises(ModelError, match="not found from"):
        watcher(engine, COLUMNS, RATE_HZ)
