import numpy as np
import pytest

from models.dataset import Dataset
from models.export import TOLERANCE, compare, run_tflite, to_tflite
from models.training import Trained
from models.windows import Floats
from sessions.errors import ModelError
from tests.fakes.networks import WINDOWING

pytestmark = [pytest.mark.train, pytest.mark.usefixtures("tensorflow")]


@pytest.fixture(scope="module")
def windows(dataset: Dataset) -> Floats:
    return dataset.windows(WINDOWING)[0][::20]


@pytest.fixture(scope="module")
def tflite(trained: Trained, windows: Floats) -> bytes:
    return to_tflite(trained.model, windows)


def test_the_exported_network_answers_like_its_source(
    trained: Trained, tflite: bytes, windows: Floats
) -> None:
    scores = run_tflite(tflite, windows)
    assert scores.shape == (len(windows), trained.model.output_shape[1])
    at_once = run_tflite(tflite, windows, batch=len(windows))
    np.testing.assert_allclose(at_once, scores, atol=TOLERANCE)
    assert 0 <= compare(trained.model, tflite, windows) <= TOLERANCE


def test_it_runs_on_the_tflite_runtime_without_operators_of_tensorflow(tflite: bytes) -> None:
    assert b"Flex" not in tflite


def test_a_network_that_answers_differently_is_refused(
    trained: Trained, tflite: bytes, windows: Floats
) -> None:
    twin = trained.model.__class__.from_config(trained.model.get_config())
    twin.set_weights([weight + 1e-3 for weight in trained.model.get_weights()])
    with pytest.raises(ModelError, match=r"answers differently: by .* where 1e-05 is allowed"):
        compare(twin, tflite, windows)


def test_a_network_that_answers_nan_is_refused(trained: Trained, windows: Floats) -> None:
    broken = trained.model.__class__.from_config(trained.model.get_config())
    broken.set_weights([weight * np.nan for weight in trained.model.get_weights()])
    with pytest.raises(ModelError, match="by nan"):
        to_tflite(broken, windows)
