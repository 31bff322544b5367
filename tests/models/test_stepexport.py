from dataclasses import replace

import numpy as np
import pytest

from models.calibration import tempered
from models.export import TOLERANCE
from models.networks import load_keras
from models.stepexport import compare_steps, step_to_tflite
from models.tcn import Networks
from models.tflite import make_interpreter
from models.vectors import layout
from models.windows import Floats
from sessions.errors import ModelError
from tests.fakes.moving import COLUMNS, moving, rows_of
from tests.fakes.networks import TINY

ROWS = rows_of(moving()).astype(np.float32)[:100]
TEMPERATURES = (0.5, 1.0, 2.5)
pytestmark = [pytest.mark.train, pytest.mark.usefixtures("tensorflow")]


@pytest.fixture(scope="module")
def networks(tensorflow: None) -> Networks:  # noqa: ARG001 # skips without it
    """Untrained ones."""
    load_keras().utils.set_random_seed(1)
    return TINY.build(layout(COLUMNS), ROWS, outputs=5, rate_hz=10.0)


@pytest.fixture(scope="module")
def tflite(networks: Networks) -> bytes:
    return step_to_tflite(networks, ROWS)


def scores_of(tflite: bytes, rows: Floats) -> Floats:
    """Returns the scores of an upright phone's rows, (rows, heads, outputs)."""
    runner = make_interpreter(tflite).get_signature_runner()
    state = np.zeros(runner.get_input_details()["state"]["shape"], np.float32)
    told = []
    for row in rows[:, np.newaxis]:
        outputs = runner(sample=row, state=state, rotation=np.eye(3, dtype=np.float32)[np.newaxis])
        state = outputs["state_next"]
        told.append(outputs["scores"][0])
    return np.stack(told)


def test_the_graph_gives_and_takes_what_it_is_known_by(tflite: bytes) -> None:
    runner = make_interpreter(tflite).get_signature_runner()
    given, told = runner.get_input_details(), runner.get_output_details()
    size = int(given["state"]["shape"][1])
    shapes = {name: each["shape_signature"].tolist() for name, each in given.items()}
    assert shapes == {"sample": [-1, 9], "rotation": [-1, 3, 3], "state": [-1, size]}
    assert {*told} == {"scores", "embedding", "upright", "state_next"}
    assert scores_of(tflite, ROWS[:1]).shape == (1, 3, 5)


def test_it_answers_as_its_source_does(networks: Networks, tflite: bytes) -> None:
    assert 0 <= compare_steps(networks, tflite, ROWS) <= TOLERANCE


def test_it_runs_without_operators_of_tensorflow(tflite: bytes) -> None:
    assert b"Flex" not in tflite


def test_temperatures_are_within_the_graph(networks: Networks, tflite: bytes) -> None:
    warm = step_to_tflite(replace(networks, temperatures=TEMPERATURES), ROWS)
    plain, said = scores_of(tflite, ROWS), scores_of(warm, ROWS)
    for head, temperature in enumerate(TEMPERATURES):
        np.testing.assert_allclose(
            said[:, head], tempered(plain[:, head], temperature), atol=TOLERANCE
        )


def test_a_network_that_answers_differently_is_refused(networks: Networks, tflite: bytes) -> None:
    sharper = replace(networks, temperatures=(0.9, 1.0, 1.0))
    with pytest.raises(ModelError, match=r"answers differently: by .* where 1e-05 is allowed"):
        compare_steps(sharper, tflite, ROWS)


@pytest.mark.parametrize("layer", ["upright_scores", "registration_upright"])
def test_a_network_that_answers_nan_is_refused(layer: str) -> None:
    broken = TINY.build(layout(COLUMNS), ROWS, outputs=5, rate_hz=10.0)
    model = broken.upright if layer.startswith("upright") else broken.registration
    assert model is not None
    weights = model.get_layer(layer).get_weights()
    model.get_layer(layer).set_weights([weight * np.nan for weight in weights])
    with pytest.raises(ModelError, match="by nan"):
        step_to_tflite(broken, ROWS)


def test_readings_that_are_missing_are_compared_too(networks: Networks, tflite: bytes) -> None:
    lacking = ROWS.copy()
    lacking[30:50, 6:] = np.nan
    assert 0 <= compare_steps(networks, tflite, lacking) <= TOLERANCE
