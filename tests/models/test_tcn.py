import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.networks import load_keras
from models.rotations import rotation_about, turned
from models.tcn import STREAMING, Answers, Networks, Tcn, invariants, slow_means
from models.vectors import layout
from models.windows import Floats
from tests.fakes.moving import COLUMNS, RATE_HZ, moving, rows_of
from tests.fakes.networks import TINY

ROWS = rows_of(moving()).astype(np.float32)[:600]
MEANS_S = TINY.registration.means_s
Vector = st.tuples(*[st.floats(-3, 3)] * 3).map(np.array)
MIRROR = np.repeat([-1, 1], [6, 3]).astype(np.float32)
"""Gravity and acceleration change their signs, rotation rates do not."""
pytestmark = [pytest.mark.train, pytest.mark.usefixtures("tensorflow")]


@pytest.fixture(scope="module")
def networks(tensorflow: None) -> Networks:  # noqa: ARG001 # skips without it
    """Untrained ones for a phone."""
    load_keras().utils.set_random_seed(1)
    return TINY.build(layout(COLUMNS), ROWS, outputs=5, rate_hz=RATE_HZ)


def recognised(networks: Networks, rows: Floats) -> Floats:
    """Returns the logits for somebody upright."""
    logits: Floats = np.array(networks.upright(rows[np.newaxis]))[0]
    return logits


def registered(networks: Networks, rows: Floats) -> Floats:
    """Returns the logits from a phone in any mounting and what an upright one read."""
    means = slow_means(rows[:, :3], MEANS_S, RATE_HZ)
    assert networks.registration is not None
    logits, upright = networks.registration([rows[np.newaxis], means[np.newaxis]])
    flat = np.array(logits).reshape(len(rows), -1)
    return np.concatenate([flat, np.array(upright)[0]], axis=1)


def test_the_field_is_what_the_convolutions_reach_back_to() -> None:
    assert Tcn(8, kernel_steps=3, dilations=(1, 2, 4)).field_steps == 1 + 2 * 7
    assert STREAMING["tcn"].upright.tcn.field_steps == 63


def test_each_row_has_an_answer_for_each_delay(networks: Networks) -> None:
    assert recognised(networks, ROWS[:30]).shape == (30, 3, 5)
    assert registered(networks, ROWS[:30]).shape == (30, 3 * 5 + 9)
    assert networks.answers == Answers(5, (5, 10, 20))
    assert (networks.field_steps, networks.delay_steps) == (27, 10)


def test_delays_are_times(networks: Networks) -> None:
    faster = TINY.build(networks.layout, ROWS, outputs=5, rate_hz=20.0)
    assert (faster.answers.delays_steps, faster.delay_steps) == ((10, 20, 40), 20)


@pytest.mark.parametrize("answer", [recognised, registered])
def test_nothing_is_known_before_it_is_read(networks: Networks, answer: object) -> None:
    assert callable(answer)
    changed = ROWS[:60].copy()
    changed[40] += 1
    before, after = answer(networks, ROWS[:60]), answer(networks, changed)
    np.testing.assert_allclose(after[:40], before[:40], atol=1e-6)
    assert np.abs(after[40] - before[40]).max() > 1e-3


def test_no_more_is_recognised_from_than_the_field(networks: Networks) -> None:
    changed = ROWS[:100].copy()
    changed[40] += 1
    gone = 40 + networks.field_steps
    before, after = (recognised(networks, rows) for rows in (ROWS[:100], changed))
    np.testing.assert_allclose(after[gone:], before[gone:], atol=1e-6)
    assert np.abs(after[gone - 1] - before[gone - 1]).max() > 1e-6


@settings(max_examples=20)
@given(Vector, st.booleans())
def test_no_turn_and_no_mirror_changes_what_the_registration_says(
    networks: Networks, vector_rad: np.ndarray, mirrored: bool
) -> None:
    rows = ROWS[:100] * (MIRROR if mirrored else 1)
    worn = registered(networks, turned(rows, rotation_about(vector_rad)))
    np.testing.assert_allclose(worn, registered(networks, ROWS[:100]), atol=1e-5)


def test_a_mirror_of_some_vectors_alone_is_another_movement(networks: Networks) -> None:
    said = registered(networks, ROWS[:100])
    for part in (slice(0, 3), slice(3, 6)):
        changed = ROWS[:100].copy()
        changed[:, part] *= -1
        assert np.abs(registered(networks, changed) - said).max() > 1e-3


@given(Vector, st.integers(0, 1000))
def test_invariants_are_the_same_in_every_turn_and_mirror(
    vector_rad: np.ndarray, seed: int
) -> None:
    vectors = np.random.default_rng(seed).normal(size=(4, 5, 3)).astype(np.float32)
    mirror = np.repeat([-1, 1], [3, 2])[:, np.newaxis]
    worn = (vectors * mirror @ rotation_about(vector_rad).T).astype(np.float32)
    np.testing.assert_allclose(invariants(np, worn, 3), invariants(np, vectors, 3), atol=1e-5)


def test_invariants_are_squashed_products() -> None:
    vectors = np.array([[3, 0, 0], [1, 0, 0], [0, -8, 0], [-1, -1, 0]], np.float32)
    found = invariants(np, vectors, polar=2)
    expected = np.array([[9, 3, 0, 3], [3, 1, 0, 1], [0, 0, 64, 8], [3, 1, 8, 2]])
    np.testing.assert_allclose(found, expected / np.sqrt(expected + 1), rtol=1e-6)


def test_what_is_missing_is_taken_for_usual_when_recognising(networks: Networks) -> None:
    lacking, usual = ROWS[:30].copy(), ROWS[:30].copy()
    lacking[10:, 6:], usual[10:, 6:] = np.nan, networks.mean[6:]
    np.testing.assert_allclose(
        recognised(networks, lacking), recognised(networks, usual), atol=1e-5
    )


def test_what_is_missing_has_no_direction(networks: Networks) -> None:
    lacking, still = ROWS[:30].copy(), ROWS[:30].copy()
    lacking[10:, 6:], still[10:, 6:] = np.nan, 0
    np.testing.assert_array_equal(registered(networks, lacking), registered(networks, still))


def test_raw_units_are_normalised_by_the_network_itself(networks: Networks) -> None:
    offset, gain = np.arange(9, dtype=np.float32), np.arange(1, 10, dtype=np.float32)
    other = TINY.build(networks.layout, gain * ROWS + offset, outputs=5, rate_hz=RATE_HZ)
    other.upright.set_weights(networks.upright.get_weights())
    np.testing.assert_allclose(
        recognised(other, gain * ROWS + offset), recognised(networks, ROWS), atol=1e-3
    )


def test_without_a_moving_device_nothing_is_registered() -> None:
    chest = layout([f"chest.acceleration_{axis}_g" for axis in "xyz"])
    made = TINY.build(chest, ROWS[:, 3:6], outputs=3, rate_hz=RATE_HZ)
    assert made.registration is None
    assert recognised(made, ROWS[:20, 3:6]).shape == (20, 3, 3)


def test_a_sensor_that_was_never_heard_in_training_does_no_harm() -> None:
    columns = (*COLUMNS, *(f"chest.acceleration_{axis}_g" for axis in "xyz"))
    silent = np.concatenate([ROWS, np.full((len(ROWS), 3), np.nan, np.float32)], axis=1)
    made = TINY.build(layout(columns), silent, outputs=5, rate_hz=RATE_HZ)
    heard = np.concatenate([ROWS, ROWS[:, 3:6]], axis=1)
    said = recognised(made, silent[:20])
    assert np.isfinite(said).all()
    np.testing.assert_array_equal(recognised(made, heard[:20]), said)


def test_the_slow_mean_of_what_stays_is_that_from_the_first_row_on() -> None:
    still = np.tile(np.array([0.6, -0.8, 0.0], np.float32), (50, 1))
    means = slow_means(still, MEANS_S, RATE_HZ)
    np.testing.assert_allclose(means, np.tile(still, len(MEANS_S)), atol=1e-6)


def test_a_slow_mean_weighs_rows_by_their_age() -> None:
    gravity = ROWS[:40, :3]
    for number, time_s in enumerate(MEANS_S):
        weights = np.exp(-np.arange(40)[::-1] / (time_s * RATE_HZ))
        expected = weights @ gravity / weights.sum()
        mean = slow_means(gravity, MEANS_S, RATE_HZ)[-1, 3 * number : 3 * number + 3]
        np.testing.assert_allclose(mean, expected, atol=1e-5)


def test_the_slow_means_of_many_stretches_are_taken_at_once() -> None:
    stretches = ROWS[:80, :3].reshape(2, 40, 3)
    means = slow_means(stretches, MEANS_S, RATE_HZ)
    assert means.shape == (2, 40, 6)
    np.testing.assert_array_equal(means[1], slow_means(stretches[1], MEANS_S, RATE_HZ))
