import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inference.mounting import Mounted, Tracker, angle_deg
from models.card import Mounting
from models.rotations import Matrix
from tests.fakes.upright import RATE_HZ, rotation_of, upright, workout, worn

SETTINGS = Mounting(delay_steps=0)
FIRST, SECOND = rotation_of((0.3, -0.8, 0.4, 0.2)), rotation_of((0.1, 0.7, 0.2, -0.9))
MOVING_S = 20.0


def tracked(
    clock: Matrix,
    rotation: Matrix,
    tracker: Tracker | None = None,
    *,
    mirrored: bool = False,
    noise: float = 0.0,
) -> list[Mounted]:
    """Gives a tracker what an upright phone and one in a mounting read; returns what it knew."""
    tracker = tracker or Tracker(SETTINGS, RATE_HZ)
    scale = np.repeat([1.0, 1.0, 1 / 3.0], 3)
    read = worn(clock, rotation, mirrored=mirrored)[:, :9] * scale
    said = upright(clock) + np.random.default_rng(1).normal(0, noise, read.shape)
    known = []
    for one, other in zip(said.reshape(-1, 3, 3), read.reshape(-1, 3, 3), strict=True):
        tracker.push(one.astype(np.float32), other.astype(np.float32))
        known.append(tracker.mounted)
    return known


def error_deg(mounted: Mounted, rotation: Matrix) -> float:
    return angle_deg(mounted.rotation.T @ rotation)


def known_at_s(mounted: list[Mounted], rotation: Matrix, *, mirrored: bool = False) -> float:
    """Returns when a rotation was known, to five degrees, and from then on."""
    right = [
        one.known and one.mirrored == mirrored and error_deg(one, rotation) < 5 for one in mounted
    ]
    assert right[-1]
    return (len(right) - right[::-1].index(False) if False in right else 0) / RATE_HZ


def test_who_stands_still_is_not_known() -> None:
    known = tracked(workout(rest_s=30.0, moving_s=0.0), FIRST)
    assert not any(each.known for each in known)


@pytest.mark.parametrize("mirrored", [False, True])
def test_one_repetition_is_enough(mirrored: bool) -> None:
    known = tracked(workout(rest_s=10.0, moving_s=5.0), FIRST, mirrored=mirrored, noise=0.1)
    assert known_at_s(known, FIRST, mirrored=mirrored) <= 13.0


@settings(max_examples=20)
@given(st.tuples(*[st.floats(-1, 1)] * 4).filter(lambda q: np.linalg.norm(q) > 0.1))
def test_what_is_known_turns_with_the_phone(quaternion: tuple[float, ...]) -> None:
    rotation = rotation_of(quaternion)
    clock = workout(moving_s=6.0)
    turned, as_it_was = tracked(clock, rotation, noise=0.2), tracked(clock, np.eye(3), noise=0.2)
    assert error_deg(turned[-1], as_it_was[-1].rotation @ rotation) < 0.1
    assert [each.known for each in turned] == [each.known for each in as_it_was]


def test_a_long_rest_makes_it_forget_nothing() -> None:
    tracker = Tracker(SETTINGS, RATE_HZ)
    before = tracked(workout(moving_s=MOVING_S), FIRST, tracker)[-1]
    after = tracked(workout(rest_s=600.0, moving_s=0.0), FIRST, tracker)[-1]
    assert after.known
    assert error_deg(after, before.rotation) < 1


@pytest.mark.parametrize("mirrored", [False, True])
def test_a_phone_that_is_mounted_anew_is_noticed_within_ten_seconds_of_movement(
    mirrored: bool,
) -> None:
    tracker = Tracker(SETTINGS, RATE_HZ)
    tracked(workout(moving_s=60.0), FIRST, tracker, noise=0.1)
    known = tracked(
        workout(rest_s=0.0, moving_s=MOVING_S), SECOND, tracker, mirrored=mirrored, noise=0.1
    )
    assert known_at_s(known, SECOND, mirrored=mirrored) <= 10.0


def test_that_it_does_not_fit_any_more_is_told_before_the_new_mounting_is_known() -> None:
    tracker = Tracker(SETTINGS, RATE_HZ)
    tracked(workout(moving_s=5.0), FIRST, tracker)
    known = [each.known for each in tracked(workout(0.0, 20.0), SECOND, tracker)]
    assert known[0]
    assert False in known
    assert known[-1]


def test_the_other_arm_is_not_tried_where_it_is_not_wanted() -> None:
    tracker = Tracker(Mounting(delay_steps=0, mirrors=False), RATE_HZ)
    known = tracked(workout(moving_s=MOVING_S), FIRST, tracker, mirrored=True)
    assert not any(each.mirrored for each in known)


def test_a_reading_without_a_gyroscope_counts_as_far_as_it_goes() -> None:
    tracker = Tracker(SETTINGS, RATE_HZ)
    clock = workout(moving_s=MOVING_S)
    read = worn(clock, FIRST)[:, :9].reshape(-1, 3, 3)
    read[:, 2] = np.nan
    for one, other in zip(upright(clock).reshape(-1, 3, 3), read, strict=True):
        tracker.push(one.astype(np.float32), other.astype(np.float32))
    assert tracker.mounted.known
    assert error_deg(tracker.mounted, FIRST) < 1
