import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from models import augment
from models.rotations import rotation_about
from models.windows import Floats
from tests.fakes.moving import RATE_HZ, Movement, swung

STEPS = 60
Tempo = st.floats(0.6, 1.6)
Vector = st.tuples(*[st.floats(-3, 3)] * 3).map(np.array)


def axis_of(vector: np.ndarray) -> tuple[float, ...]:
    assume(np.linalg.norm(vector) > 0.1)
    return tuple((vector / np.linalg.norm(vector)).tolist())


@st.composite
def movements(draw: st.DrawFn) -> Floats:
    """What a phone reads in the six seconds of a slow repetition about any axis, (60, 9)."""
    movement = Movement(
        axis_of(draw(Vector)),  # type: ignore[arg-type] # three of them
        draw(st.floats(0.1, 1.5)),
        (0.3, 0.5, -0.2),
    )
    rows = swung(np.arange(STEPS) / STEPS, RATE_HZ / STEPS, movement)
    return rows.astype(np.float32)


def unrelated_rad_s(moving: Floats) -> float:
    """Returns by how much gravity turns otherwise than the rotation rates say, at most."""
    gravity, rotation = moving[:, augment.GRAVITY], moving[:, augment.ROTATION]
    turning = (gravity[2:] - gravity[:-2]) * RATE_HZ / 2  # of the row between
    return float(np.abs(turning + np.cross(rotation, gravity)[1:-1]).max())


def lengths(vectors: Floats) -> Floats:
    found: Floats = np.linalg.norm(vectors, axis=1)
    return found


def test_at_another_tempo_rows_lie_closer_or_farther() -> None:
    assert augment.times_at(1.5, 4.0, 3).tolist() == [4.0, 5.5, 7.0]


def test_between_rows_lies_what_is_between_them() -> None:
    x = np.array([[0, 10], [1, 20], [3, 30]], np.float32)
    between = augment.sampled(x, np.array([-1, 0, 0.5, 1.75, 2, 9]))
    assert between.tolist() == [[0, 10], [0, 10], [0.5, 15], [2.5, 27.5], [3, 30], [3, 30]]
    assert between.dtype == np.float32


def test_a_label_is_that_of_the_nearest_row() -> None:
    labels = np.array([5, 6, 7])
    assert augment.nearest(labels, np.array([-1, 0.4, 0.6, 1.4, 7])).tolist() == [5, 5, 6, 6, 7]


@given(Tempo, st.floats(0, 20), st.lists(st.integers(1, 30), min_size=1, max_size=6))
def test_labels_follow_at_another_tempo(tempo: float, start: float, runs: list[int]) -> None:
    labels = np.repeat(np.arange(len(runs)), runs)
    at = augment.times_at(tempo, start, STEPS)
    there = augment.nearest(labels, at)
    values = augment.sampled(labels[:, np.newaxis].astype(np.float32), at)[:, 0]
    assert (np.abs(values - there) <= 0.5).all()
    assert (np.diff(there) >= 0).all()


@given(movements(), Tempo, st.floats(0, 10))
def test_at_another_tempo_gravity_turns_as_the_rotation_rates_say(
    moving: Floats, tempo: float, start: float
) -> None:
    at = augment.times_at(tempo, start, 30)
    warped = augment.at_tempo(moving, at, tempo)
    np.testing.assert_allclose(lengths(warped[:, augment.GRAVITY]), 1, atol=1e-6)
    assert unrelated_rad_s(warped) < 0.05 + 2 * tempo * unrelated_rad_s(moving)


def test_twice_as_fast_is_twice_the_rotation_and_four_times_the_acceleration() -> None:
    moving = np.array([[0, -1, 0, 0.1, 0.2, 0.3, 1, 2, 3]] * 4, np.float32)
    fast = augment.at_tempo(moving, augment.times_at(2.0, 0.0, 2), 2.0)
    expected = [[0, -1, 0, 0.4, 0.8, 1.2, 2, 4, 6]] * 2
    np.testing.assert_allclose(fast, expected, rtol=1e-6)


@given(movements(), Vector)
def test_in_a_turned_strap_gravity_still_turns_as_the_rotation_rates_say(
    moving: Floats, vector_rad: np.ndarray
) -> None:
    strapped = augment.with_strap(moving, rotation_about(vector_rad))
    for vector in (augment.GRAVITY, augment.ACCELERATION, augment.ROTATION):
        np.testing.assert_allclose(
            lengths(strapped[:, vector]), lengths(moving[:, vector]), atol=1e-5
        )
    assert unrelated_rad_s(strapped) < 2 * unrelated_rad_s(moving) + 1e-4


def test_a_gain_leaves_gravity_and_the_original_as_they_are() -> None:
    moving = np.array([[0, -1, 0, 0.1, 0.2, 0.3, 1, 2, 3]], np.float32)
    gained = augment.with_gains(moving, acceleration=2.0, rotation=0.5)
    np.testing.assert_allclose(gained, [[0, -1, 0, 0.2, 0.4, 0.6, 0.5, 1, 1.5]], rtol=1e-6)
    assert moving[0, 8] == 3


def test_a_lost_row_repeats_the_one_before() -> None:
    x = np.arange(6, dtype=np.float32)[:, np.newaxis]
    lost = np.array([True, False, True, True, False, True])
    assert augment.held(x, lost)[:, 0].tolist() == [0, 1, 1, 1, 4, 4]


@given(st.lists(st.booleans(), min_size=1, max_size=30))
def test_no_row_is_ever_ahead_of_its_time(lost: list[bool]) -> None:
    x = np.arange(len(lost), dtype=np.float32)[:, np.newaxis]
    kept = augment.held(x, np.array(lost))[:, 0]
    assert (kept <= x[:, 0]).all()
    assert (np.diff(kept) >= 0).all()
    assert [value for value, gone in zip(kept, lost, strict=True) if not gone] == [
        number for number, gone in enumerate(lost) if not gone
    ]


def test_what_is_missing_is_nan_in_a_copy() -> None:
    x = np.ones((2, 9), np.float32)
    lacking = augment.without(x, augment.ROTATION)
    assert np.isnan(lacking).tolist() == [[False] * 6 + [True] * 3] * 2
    assert not np.isnan(x).any()


def test_the_made_up_phone_turns_as_it_says() -> None:
    rows = swung(np.arange(STEPS) / STEPS, RATE_HZ / STEPS, Movement((0, 0, 1), 1.0, (0, 0, 0)))
    assert unrelated_rad_s(rows.astype(np.float32)) == pytest.approx(0, abs=0.01)
    assert np.ptp(rows[:, 1]) > 0.4
