from collections.abc import Sequence

import numpy as np
import pytest

from models.networks import load_keras
from models.rotations import Matrix, rotation_about, turned
from models.stepping import Stepper
from models.tcn import Networks, slow_means
from models.vectors import MOVING, layout
from models.windows import Floats
from tests.fakes.moving import COLUMNS, moving, rows_of
from tests.fakes.networks import TINY

OTHERS = tuple(
    f"{place}.acceleration_{axis}_g" for place in ("chest", "right_hand") for axis in "xyz"
)
TURN = rotation_about(np.array([0.4, 2.0, -1.0]))
ROWS = 80
pytestmark = [pytest.mark.train, pytest.mark.usefixtures("tensorflow")]


def networks_of(columns: Sequence[str], rows: Floats, rate_hz: float = 10.0) -> Networks:
    """Returns untrained ones."""
    load_keras().utils.set_random_seed(1)
    return TINY.build(layout(columns), rows, outputs=5, rate_hz=rate_hz)


def read(rate_hz: float = 10.0) -> Floats:
    """What an upright phone reads of somebody who has just begun to move."""
    rows = rows_of(moving(rate_hz=rate_hz)).astype(np.float32)
    return rows[np.flatnonzero(rows[:, 6])[0] - 10 :]


def nearby(rows: Floats) -> Floats:
    """What two sensors feel beside it."""
    felt = rows[:, :3] + rows[:, 3:6]
    return np.concatenate([rows, felt, -felt], axis=1)


def of_sequence(networks: Networks, rows: Floats, rotation: Matrix) -> tuple[Floats, Floats]:
    """Returns scores, (rows, heads, outputs), and what an upright phone read, (rows, 9)."""
    softmax = load_keras().ops.softmax
    if networks.registration is None:
        return np.array(softmax(networks.upright(rows[np.newaxis])))[0], rows[:, :0]
    architecture = networks.architecture
    means = slow_means(rows[:, :3], architecture.registration.means_s, networks.rate_hz)
    logits, upright = networks.registration([rows[np.newaxis, :, :MOVING], means[np.newaxis]])
    stood = np.concatenate([turned(rows[:, :MOVING], rotation), rows[:, MOVING:]], axis=1)
    seen = networks.upright(stood[np.newaxis])
    mean = (1 - architecture.share) * seen + architecture.share * logits
    return np.array(softmax(mean))[0], np.array(upright)[0]


def of_steps(networks: Networks, rows: Floats, rotation: Matrix) -> tuple[Floats, Floats]:
    """Returns the same, from one row after the other and a state of zeros at first."""
    stepper = Stepper(networks)
    step = stepper.concrete()
    inputs = {"state": np.zeros((1, stepper.state), np.float32)}
    if "rotation" in stepper.inputs:
        inputs["rotation"] = rotation[np.newaxis].astype(np.float32)
    scores, upright = [], []
    for row in rows:
        given = {name: load_keras().ops.convert_to_tensor(each) for name, each in inputs.items()}
        told = step(sample=load_keras().ops.convert_to_tensor(row[np.newaxis]), **given)
        inputs["state"] = np.array(told["state_next"])
        scores.append(np.array(told["scores"])[0])
        upright.append(np.array(told["upright"])[0] if "upright" in told else row[:0])
    return np.stack(scores), np.stack(upright)


def assert_same(networks: Networks, rows: Floats, rotation: Matrix = TURN) -> None:
    whole, stepwise = (each(networks, rows, rotation) for each in (of_sequence, of_steps))
    assert np.ptp(whole[0], axis=0).max() > 1e-3  # not the same answer all the time
    np.testing.assert_allclose(stepwise[0], whole[0], atol=1e-5)
    np.testing.assert_allclose(stepwise[1], whole[1], atol=1e-4)


def test_steps_from_no_state_answer_as_the_whole_sequence_does() -> None:
    rows = read()
    assert_same(networks_of(COLUMNS, rows), rows[:ROWS])


@pytest.mark.parametrize("rate_hz", [5.0, 20.0])
def test_they_do_so_at_any_rate(rate_hz: float) -> None:
    rows = read(rate_hz)
    assert_same(networks_of(COLUMNS, rows, rate_hz), rows[:ROWS])


def test_they_do_so_beside_other_sensors_of_which_some_fall_silent() -> None:
    rows = nearby(read())
    rows[20:40, MOVING : MOVING + 3] = np.nan
    rows[30:, MOVING + 3 :] = np.nan
    assert_same(networks_of([*COLUMNS, *OTHERS], rows), rows[:ROWS])


def test_they_do_so_without_rotation_rates_and_without_acceleration() -> None:
    rows = read()
    networks = networks_of(COLUMNS, rows)
    rows[20:50, 6:] = np.nan
    rows[40:60, 3:6] = np.nan
    assert_same(networks, rows[:ROWS])


def test_they_do_so_without_a_device_that_says_how_it_moves() -> None:
    rows = nearby(read())[:, MOVING:]
    rows[20:40, :3] = np.nan
    networks = networks_of(OTHERS, rows)
    assert list(Stepper(networks).inputs) == ["sample", "state"]
    assert_same(networks, rows[:ROWS])


def test_turning_a_phone_back_gives_what_an_upright_one_gives() -> None:
    rows = read()
    networks = networks_of(COLUMNS, rows)
    upright = of_steps(networks, rows[:ROWS], np.eye(3))
    worn = of_steps(networks, turned(rows[:ROWS], TURN.T), TURN)
    np.testing.assert_allclose(worn[0], upright[0], atol=1e-5)
    np.testing.assert_allclose(worn[1], upright[1], atol=1e-4)


def test_streams_side_by_side_do_not_mix() -> None:
    rows = read()
    networks = networks_of(COLUMNS, rows)
    stepper = Stepper(networks)
    random = np.random.default_rng(1)
    inputs = {
        name: random.normal(size=(3, *shape)).astype(np.float32)
        for name, shape in stepper.inputs.items()
    }
    inputs["state"] = np.abs(inputs["state"])  # it holds the weights of means
    tensor = load_keras().ops.convert_to_tensor
    step = stepper.concrete()
    together = step(**{name: tensor(each) for name, each in inputs.items()})
    for number in range(3):
        alone = step(**{name: tensor(each[number : number + 1]) for name, each in inputs.items()})
        for name, answer in alone.items():
            np.testing.assert_allclose(
                np.array(answer)[0], np.array(together[name])[number], atol=1e-5
            )


def test_answers_are_numbers_where_nothing_but_gravity_is_read() -> None:
    rows = read()
    networks = networks_of(COLUMNS, rows)
    rows[10:, 3:] = np.nan
    scores, upright = of_steps(networks, rows[:40], np.eye(3))
    np.testing.assert_allclose(scores.sum(axis=-1), 1, atol=1e-5)
    assert np.isfinite(upright).all()
