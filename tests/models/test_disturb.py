from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.disturb import (
    DISTURBANCES,
    MIRROR,
    Signals,
    Values,
    angles_of,
    attitudes,
    disturbed,
    random_rotation,
    turned,
)
from sessions.channels import PHONE, STREAMS
from sessions.exermote import read_exermote
from sessions.recording import Recording
from tests.fakes.recordings import swinging

COLUMNS = tuple(channel.column for channel in PHONE.channels)
GRAVITY, ACCELERATION, ANGLES, ROTATION = (slice(first, first + 3) for first in (0, 3, 6, 9))
RATE_HZ = 10.0
seeds = st.integers(0, 2**32 - 1)


def moving(seed: int, rows: int = 50) -> Signals:
    """A phone that swings and turns at random; all that it reads fits together."""
    draw = np.random.default_rng(seed)
    angles = np.cumsum(draw.normal(0, 0.1, (rows, 3)), axis=0) + draw.uniform(-1, 1, 3)
    angles = angles_of(attitudes(angles))
    gravity = -attitudes(angles)[:, 2]
    vectors = draw.normal(0, 1, (rows, 6))
    values = np.concatenate([gravity, vectors[:, :3], angles, vectors[:, 3:]], axis=1)
    return Signals(values, COLUMNS, RATE_HZ)


def values(recording: Recording) -> Values:
    return np.array([frame.values for frame in recording.frames])


def do(kind: str, signals: Signals, seed: int = 1) -> Values:
    return DISTURBANCES[kind](signals, np.random.default_rng(seed))


@given(seeds)
def test_a_random_rotation_is_a_rotation(seed: int) -> None:
    turn = random_rotation(np.random.default_rng(seed))
    np.testing.assert_allclose(turn @ turn.T, np.eye(3), atol=1e-12)
    assert np.linalg.det(turn) == pytest.approx(1)


def test_rotations_go_everywhere() -> None:
    draw = np.random.default_rng(1)
    turns = np.array([random_rotation(draw) for _ in range(3000)])
    np.testing.assert_allclose(turns.mean(axis=0), 0, atol=0.05)
    np.testing.assert_allclose((turns**2).mean(axis=0), 1 / 3, atol=0.02)


@given(seeds, st.sampled_from(["rotate", "remount", "mirror"]))
def test_lengths_and_angles_between_polar_vectors_remain(seed: int, kind: str) -> None:
    signals = moving(seed)
    before, after = signals.values, do(kind, signals, seed)
    for vector in (GRAVITY, ACCELERATION, ROTATION):
        lengths = np.linalg.norm(after[:, vector], axis=1)
        np.testing.assert_allclose(lengths, np.linalg.norm(before[:, vector], axis=1))
    np.testing.assert_allclose(
        (after[:, GRAVITY] * after[:, ACCELERATION]).sum(axis=1),
        (before[:, GRAVITY] * before[:, ACCELERATION]).sum(axis=1),
        atol=1e-9,
    )


@given(seeds, st.sampled_from(["rotate", "mirror"]))
def test_gravity_turns_as_the_rotation_rate_says(seed: int, kind: str) -> None:
    """dg/dt = -ω × g holds for whoever looks, also in a mirror."""
    signals = moving(seed)
    change = -np.cross(signals.values[:, ROTATION], signals.values[:, GRAVITY])
    as_vector = signals.values.copy()
    as_vector[:, ACCELERATION] = change
    after = do(kind, Signals(as_vector, COLUMNS, RATE_HZ), seed)
    expected = -np.cross(after[:, ROTATION], after[:, GRAVITY])
    np.testing.assert_allclose(after[:, ACCELERATION], expected, atol=1e-9)


@given(seeds, st.sampled_from(["rotate", "remount", "mirror"]))
def test_pitch_and_roll_fit_to_gravity(seed: int, kind: str) -> None:
    after = do(kind, moving(seed), seed)
    pitch, roll, _ = after[:, ANGLES].T
    gravity = [np.cos(pitch) * np.sin(roll), -np.sin(pitch), -np.cos(pitch) * np.cos(roll)]
    np.testing.assert_allclose(after[:, GRAVITY], np.transpose(gravity), atol=1e-9)


@given(seeds)
def test_turning_back_gives_what_there_was(seed: int) -> None:
    signals = moving(seed)
    turn = random_rotation(np.random.default_rng(seed))
    there = Signals(turned(signals, turn), COLUMNS, RATE_HZ)
    np.testing.assert_allclose(turned(there, turn.T), signals.values, atol=1e-6)


def test_a_mirror_changes_right_and_left() -> None:
    signals = Signals(np.arange(1.0, 13.0)[np.newaxis], COLUMNS, RATE_HZ)
    (after,) = turned(signals, MIRROR)
    assert after[GRAVITY].tolist() == [-1, 2, 3]
    assert after[ACCELERATION].tolist() == [-4, 5, 6]
    assert after[ROTATION].tolist() == [10, -11, -12]


def test_a_mirrored_attitude_rolls_and_turns_the_other_way() -> None:
    signals = moving(3)
    pitch, roll, yaw = signals.values[:, ANGLES].T
    after = turned(signals, MIRROR)[:, ANGLES]
    np.testing.assert_allclose(after, np.transpose([pitch, -roll, -yaw]), atol=1e-9)


def test_a_fifth_of_the_rows_repeats_the_row_before() -> None:
    signals = moving(1, rows=5000)
    after = do("hold", signals)
    same = (after[1:] == after[:-1]).all(axis=1)
    assert same.mean() == pytest.approx(0.2, abs=0.02)
    np.testing.assert_array_equal(after[1:][~same], signals.values[1:][~same])


def test_the_first_row_is_there_even_if_it_is_late() -> None:
    signals = moving(1, rows=1)
    for seed in range(20):
        np.testing.assert_array_equal(do("hold", signals, seed), signals.values)


def test_every_13_seconds_a_second_stands_still() -> None:
    signals = moving(1, rows=300)
    after = do("freeze", signals)
    np.testing.assert_array_equal(after[:121], signals.values[:121])
    np.testing.assert_array_equal(after[120:130], np.tile(signals.values[120], (10, 1)))
    np.testing.assert_array_equal(after[130:251], signals.values[130:251])
    np.testing.assert_array_equal(after[259], signals.values[250])


def test_after_the_middle_it_sits_otherwise() -> None:
    signals = moving(1)
    first = do("rotate", signals, 5)
    after = do("remount", signals, 5)
    np.testing.assert_array_equal(after[:25], first[:25])
    assert not np.allclose(after[25:], first[25:])


def test_what_is_not_there_is_missing() -> None:
    columns = (*COLUMNS, "chest.acceleration_x_g", "chest.rssi_dbm")
    signals = Signals(np.ones((3, 14)), columns, RATE_HZ)
    lacking = {
        kind: [columns[n] for n in np.flatnonzero(np.isnan(do(kind, signals)).all(axis=0))]
        for kind in ("no-gyroscope", "no-nearables")
    }
    assert lacking["no-gyroscope"] == list(COLUMNS[ROTATION])
    assert lacking["no-nearables"] == ["chest.acceleration_x_g", "chest.rssi_dbm"]


@pytest.mark.parametrize("kind", DISTURBANCES)
def test_a_recording_is_another_one_with_the_same_labels(kind: str) -> None:
    recording = swinging(duration_s=30.0, streams=STREAMS)
    other = disturbed(recording, kind, 1)
    assert other.labels == recording.labels
    assert [frame.tick for frame in other.frames] == [frame.tick for frame in recording.frames]
    assert not np.array_equal(values(other), values(recording), equal_nan=True)
    np.testing.assert_array_equal(values(other), values(disturbed(recording, kind, 1)))


@pytest.mark.parametrize("kind", ["rotate", "remount", "hold"])
def test_another_seed_and_another_recording_draw_otherwise(kind: str) -> None:
    here, there = swinging("Ada", duration_s=20.0), swinging("Bob", duration_s=20.0)
    assert disturbed(here, kind, 1).frames != disturbed(here, kind, 2).frames
    assert disturbed(here, kind, 1).frames != disturbed(there, kind, 1).frames


def test_a_real_phone_s_angles_follow_its_gravity(public: Path) -> None:
    recording = read_exermote(next(iter(sorted(public.glob("*Individual 2.csv")))))
    after = values(disturbed(recording, "rotate", 1))[2:]  # the first ones may be missing
    pitch = np.arctan2(-after[:, 1], np.hypot(after[:, 0], after[:, 2]))
    assert np.abs(pitch - after[:, 6]).max() < 0.02
