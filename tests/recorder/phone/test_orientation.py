import math
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from recorder.phone.orientation import LONGEST_STEP_S, OrientationFilter
from recorder.phone.reading import Vector
from tests.fakes.phones import Swing, recorded

FACE_UP: Vector = (0.0, 0.0, -1.0)
STILL: Vector = (0.0, 0.0, 0.0)
RECORDED_HZ = 10.0
MEDIAN_ERROR = 5.0  # degrees, from what the phone itself said, at only 10 Hz
MOST_ERROR = 25.0  # degrees, for 95 of 100 rows


def apart(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    """The angles in degrees between vectors, row by row."""
    lengths = np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1)
    cosines: NDArray[np.float64] = np.clip((a * b).sum(axis=1) / lengths, -1, 1)
    return np.degrees(np.arccos(cosines))


def test_a_phone_at_rest_shows_where_down_is_at_once() -> None:
    for resting in (FACE_UP, (0.0, -1.0, 0.0), (1.0, 0.0, 0.0), (0.0, 0.0, 1.0)):
        gravity, yaw = OrientationFilter().update(resting, STILL, 0.0)
        assert gravity == pytest.approx(resting, abs=1e-6)
        assert not math.isnan(yaw)


def test_turning_about_the_vertical_turns_yaw_counterclockwise() -> None:
    following = OrientationFilter()
    for step in range(51):
        _, yaw = following.update(FACE_UP, (0.0, 0.0, math.pi / 2), step / 50)
    assert yaw == pytest.approx(math.pi / 2, abs=0.01)


def test_a_long_pause_begins_anew() -> None:
    following = OrientationFilter()
    following.update(FACE_UP, STILL, 0.0)
    gravity, _ = following.update((0.0, -1.0, 0.0), STILL, LONGEST_STEP_S + 0.01)
    assert gravity == pytest.approx((0.0, -1.0, 0.0), abs=1e-6)


def test_a_swinging_arm_at_a_phone_s_rate_is_followed_within_a_few_degrees() -> None:
    swing = Swing()
    times_s = swing.times_s(20.0)
    following = OrientationFilter()
    found = [following.update(swing.total_g(t), swing.rotation_rad_s(t), t)[0] for t in times_s]
    errors = apart(np.array(found), np.array([swing.gravity_g(t) for t in times_s]))

    assert errors.max() < 8


def test_gravity_agrees_with_what_real_phones_said(public: Path) -> None:
    errors = []
    for path in sorted(public.glob("*.csv"))[::6]:
        rows = recorded(path)
        gravity, total, rotation = rows[:, :3], rows[:, :3] + rows[:, 3:6], rows[:, 9:]
        following = OrientationFilter()
        found = [
            following.update(tuple(t), tuple(r), tick / RECORDED_HZ)[0]
            for tick, (t, r) in enumerate(zip(total, rotation, strict=True))
        ]
        errors.append(apart(np.array(found), gravity))
    everything = np.concatenate(errors)

    assert np.median(everything) < MEDIAN_ERROR
    assert np.percentile(everything, 95) < MOST_ERROR
