import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recorder.simulator.kinematics import attitude, rotation_rate, turned, unit

RATE_HZ = 50.0
TIME_S = np.arange(0, 10, 1 / RATE_HZ)
SWINGING = unit(
    np.stack([np.sin(TIME_S), -1 + 0.3 * np.cos(2 * TIME_S), 0.5 * np.sin(3 * TIME_S)], axis=1)
)
TURN_RAD_S = 0.7 * np.cos(TIME_S)
Angle = st.floats(-3, 3)


def test_a_quarter_turn_about_z_brings_x_to_y() -> None:
    quarter = np.array([0, 0, np.pi / 2])
    assert turned(np.array([1.0, 0, 0]), quarter) == pytest.approx([0, 1, 0])


def test_no_turn_changes_nothing() -> None:
    assert turned(SWINGING, np.zeros(3)) == pytest.approx(SWINGING)


@given(Angle, Angle, Angle)
def test_a_turn_keeps_lengths_and_its_own_axis(x: float, y: float, z: float) -> None:
    rotation = np.array([x, y, z])
    assert np.linalg.norm(turned(SWINGING, rotation), axis=1) == pytest.approx(1)
    assert turned(rotation, rotation) == pytest.approx(rotation, abs=1e-9)


def test_gravity_moves_as_the_rotation_rate_says() -> None:
    rotation = rotation_rate(SWINGING, TURN_RAD_S, RATE_HZ)
    change = np.gradient(SWINGING, 1 / RATE_HZ, axis=0)
    implied = -np.cross(rotation, SWINGING)
    assert implied[1:-1] == pytest.approx(change[1:-1], abs=0.01)
    assert (rotation * SWINGING).sum(axis=1) == pytest.approx(TURN_RAD_S)


def test_pitch_and_roll_give_gravity_back() -> None:
    rotation = rotation_rate(SWINGING, TURN_RAD_S, RATE_HZ)
    pitch, roll, _ = attitude(SWINGING, rotation, RATE_HZ).T
    back = [np.cos(pitch) * np.sin(roll), -np.sin(pitch), -np.cos(pitch) * np.cos(roll)]
    assert np.stack(back, axis=1) == pytest.approx(SWINGING)


def test_a_phone_that_lies_flat_and_turns_left_gains_yaw() -> None:
    flat = np.tile([0.0, 0.0, -1.0], (51, 1))
    left = np.tile([0.0, 0.0, 0.5], (51, 1))
    yaw = attitude(flat, left, RATE_HZ)[:, 2]
    assert (yaw[0], yaw[-1]) == pytest.approx((0.0, 0.5))
