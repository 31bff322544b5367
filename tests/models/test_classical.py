import numpy as np
import pytest

from models.classical import Features
from models.dataset import Dataset
from models.export import to_tflite
from models.splits import Fold
from models.training import Schedule, train
from models.windows import Floats, Windowing
from tests.fakes.networks import WINDOWING

STEPS, CHANNELS, CLASSES = 40, 3, 4
FRAMES = np.random.default_rng(1).normal(3, 2, (2000, CHANNELS)).astype(np.float32)
pytestmark = [pytest.mark.train, pytest.mark.usefixtures("tensorflow")]


def statistics(windows: Floats, features: Features) -> Floats:
    """What the linear model is given."""
    model = features.build(STEPS, FRAMES, CLASSES)
    inner = model.__class__(model.inputs, model.layers[-1].input)
    found: Floats = inner.predict(windows, verbose=0)
    return found


def test_an_untrained_model_finds_every_class_as_likely() -> None:
    model = Features().build(STEPS, FRAMES, CLASSES)
    scores = model.predict(FRAMES[np.newaxis, :STEPS], verbose=0)
    assert scores.tolist() == [[pytest.approx(1 / CLASSES)] * CLASSES]


def test_only_the_linear_model_is_trained() -> None:
    features = Features(parts=4, frequencies=8)
    model = features.build(STEPS, FRAMES, CLASSES)
    of_each = 3 + 7 + 4 * 3 + 8
    inputs = CHANNELS * of_each + CHANNELS * (CHANNELS - 1) // 2
    weights, offsets = model.trainable_weights
    assert tuple(weights.shape) == (inputs, CLASSES)
    assert tuple(offsets.shape) == (CLASSES,)


def test_statistics_have_mean_0_and_variance_1_in_training() -> None:
    windows = Windowing(STEPS, 0, 5).windows(FRAMES)
    found = statistics(windows, Features())
    np.testing.assert_allclose(found.mean(axis=0), 0, atol=1e-3)
    np.testing.assert_allclose(found.std(axis=0), 1, atol=1e-3)


def test_a_window_in_which_nothing_moves_is_no_infinity() -> None:
    still = np.full((1, STEPS, CHANNELS), 3, np.float32)
    assert np.isfinite(statistics(still, Features())).all()


def test_it_learns_and_runs_without_operators_of_tensorflow(dataset: Dataset) -> None:
    made = train(
        dataset,
        Fold(("A",), "B", "C"),
        architecture=Features(frequencies=4),
        windowing=WINDOWING,
        schedule=Schedule(epochs=3, batch=20),
    )
    assert made.history[-1].loss < made.history[0].loss
    windows, _ = dataset.windows(WINDOWING)
    assert b"Flex" not in to_tflite(made.model, windows[::20])
