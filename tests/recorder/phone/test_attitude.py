import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from recorder.phone.attitude import (
    attitude_of_orientation,
    attitude_of_quaternion,
    gravity_of,
    pitch_roll,
)
from sessions.errors import PacketError
from tests.fakes.phones import Phones

IPHONE_ON_A_TABLE = {  # github.com/gusugusu1018/sensorlog_bridge, README
    "quaternion": (0.999122, 0.009305, 0.002005, 0.040804),
    "attitude": (0.018758, 0.003247, 0.081604),
    "gravity": (0.003247, -0.018757, -0.999819),
}
PITCH_MAX_ERROR = 0.013  # rad, two decimals in the recordings; facts/dataset.md
ROLL_MAX_ERROR = 0.0225  # rad, where |pitch| < 1.2
GRAVITY_MAX_ERROR = 0.0105  # g
WELL_CONDITIONED = 1.2  # rad of pitch
TURN_MEDIAN_ERROR = math.radians(1.5)  # from one row to the next; 6° with yaw's sign turned

angles = st.floats(-1.5, 1.5)


def matrix(pitch: float, roll: float, yaw: float) -> NDArray[np.float64]:
    """Rz(yaw) · Rx(pitch) · Ry(roll), from the phone's axes to the earth's."""
    (sp, cp), (sr, cr), (sy, cy) = ((math.sin(a), math.cos(a)) for a in (pitch, roll, yaw))
    about_z = np.array([[cy, -sy, 0], [sy, cy, 0], [0, 0, 1]])
    about_x = np.array([[1, 0, 0], [0, cp, -sp], [0, sp, cp]])
    about_y = np.array([[cr, 0, sr], [0, 1, 0], [-sr, 0, cr]])
    return np.asarray(about_z @ about_x @ about_y)


def turned(rotation: NDArray[np.float64]) -> NDArray[np.float64]:
    """The rotation matrix of a rotation vector (Rodrigues)."""
    angle = float(np.linalg.norm(rotation))
    x, y, z = rotation / max(angle, 1e-12)
    cross = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    return np.asarray(np.eye(3) + math.sin(angle) * cross + (1 - math.cos(angle)) * cross @ cross)


def test_a_phone_on_its_back_has_gravity_along_minus_z() -> None:
    assert gravity_of(0, 0) == pytest.approx((0, 0, -1))


def test_an_upright_phone_has_gravity_along_minus_y() -> None:
    assert gravity_of(math.pi / 2, 0) == pytest.approx((0, -1, 0))


def test_an_iphone_s_own_words_agree_with_each_other() -> None:
    pitch, roll, _ = IPHONE_ON_A_TABLE["attitude"]
    assert gravity_of(pitch, roll) == pytest.approx(IPHONE_ON_A_TABLE["gravity"], abs=2e-6)
    w, x, y, z = IPHONE_ON_A_TABLE["quaternion"]
    of_quaternion = attitude_of_quaternion(w, x, y, z)
    assert of_quaternion == pytest.approx(IPHONE_ON_A_TABLE["attitude"], abs=2e-6)


@given(angles, st.floats(-3.1, 3.1))
def test_gravity_tells_pitch_and_roll(pitch: float, roll: float) -> None:
    assert pitch_roll(gravity_of(pitch, roll)) == pytest.approx((pitch, roll), abs=1e-6)


@given(angles, st.floats(-3.1, 3.1), st.floats(-3.1, 3.1))
def test_a_browser_s_angles_mean_the_same_rotation(pitch: float, roll: float, yaw: float) -> None:
    alpha, beta, gamma = (math.degrees(angle) for angle in (yaw, pitch, roll))
    found = attitude_of_orientation(alpha, beta, gamma)
    assert found == pytest.approx((pitch, roll, yaw), abs=1e-6)


@given(st.floats(0, 360), st.floats(-180, 180), st.floats(-90, 90))
def test_a_browser_s_ranges_come_into_those_of_ios(alpha: float, beta: float, gamma: float) -> None:
    found = attitude_of_orientation(alpha, beta, gamma)
    same = matrix(*map(math.radians, (beta, gamma, alpha)))
    assert matrix(*found) == pytest.approx(same, abs=1e-6)
    assert abs(found[0]) <= math.pi / 2


def test_a_quaternion_of_another_length_is_refused() -> None:
    for quaternion in ((0.0, 0.0, 0.0, 0.0), (1.0, 1.0, 0.0, 0.0), (math.nan, 0.0, 0.0, 0.0)):
        with pytest.raises(PacketError, match="length 1"):
            attitude_of_quaternion(*quaternion)


def test_real_recordings_hold_what_the_formulas_say(public: Path) -> None:
    phones = Phones.of(public, every=3)
    pitches, rolls = np.array([pitch_roll(tuple(g)) for g in phones.gravity]).T
    level = abs(phones.pitch) < WELL_CONDITIONED
    roll_error = (rolls - phones.roll + math.pi) % (2 * math.pi) - math.pi
    assert abs(pitches - phones.pitch).max() < PITCH_MAX_ERROR
    assert abs(roll_error[level]).max() < ROLL_MAX_ERROR
    back = np.array(list(map(gravity_of, phones.pitch, phones.roll)))
    assert abs(back - phones.gravity).max() < GRAVITY_MAX_ERROR


def test_real_recordings_turn_about_the_axes_as_their_gyroscope_says(public: Path) -> None:
    phones = Phones.of(public, every=5)
    attitudes = np.stack([phones.pitch, phones.roll, phones.yaw], axis=1)
    errors = []
    for now, following, rate, next_rate in zip(
        attitudes, attitudes[1:], phones.rotation, phones.rotation[1:], strict=False
    ):
        if np.linalg.norm(rate) > 0.5 and abs(now[0]) < WELL_CONDITIONED:
            said = matrix(*now).T @ matrix(*following)
            measured = turned((rate + next_rate) / 2 * 0.1)
            errors.append(math.acos(min((np.trace(said.T @ measured) - 1) / 2, 1.0)))
    assert np.median(errors) < TURN_MEDIAN_ERROR
