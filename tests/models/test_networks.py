import sys

import numpy as np
import pytest

from models.networks import ARCHITECTURES, DeepConvLstm, architecture, load_keras, normalisation
from sessions.errors import UsageError

WINDOW_STEPS, CHANNELS, CLASSES = 40, 12, 4
FRAMES = np.random.default_rng(1).normal(3, 2, (500, CHANNELS)).astype(np.float32)


@pytest.mark.train
@pytest.mark.usefixtures("tensorflow")
def test_the_original_s_network_answers_a_window_with_a_probability_per_class() -> None:
    model = DeepConvLstm().build(WINDOW_STEPS, FRAMES, CLASSES)
    assert [type(layer).__name__ for layer in model.layers[1:]] == [
        "Normalization",
        "Conv1D",
        "Conv1D",
        "LSTM",
        "LSTM",
        "Dropout",
        "Dense",
    ]
    assert [tuple(layer.output.shape) for layer in model.layers[2:6]] == [
        (None, 19, 32),
        (None, 17, 32),
        (None, 17, 32),
        (None, 32),
    ]
    assert model.count_params() == 1184 + 3104 + 8320 + 8320 + 132
    scores = model.predict(FRAMES[np.newaxis, :WINDOW_STEPS], verbose=0)
    assert scores.shape == (1, CLASSES)
    assert scores.sum() == pytest.approx(1)


@pytest.mark.train
@pytest.mark.usefixtures("tensorflow")
def test_the_network_takes_raw_units_and_normalises_them_itself() -> None:
    normalised = np.array(normalisation(FRAMES)(FRAMES))
    np.testing.assert_allclose(normalised.mean(axis=0), 0, atol=1e-5)
    np.testing.assert_allclose(normalised.std(axis=0), 1, atol=1e-5)


@pytest.mark.train
@pytest.mark.usefixtures("tensorflow")
def test_a_channel_that_never_changes_is_no_infinity() -> None:
    still = np.full((10, 1), 5, np.float32)
    assert np.array(normalisation(still)(still)).tolist() == [[0.0]] * 10


def test_networks_are_known_by_name() -> None:
    assert all(architecture(name) is network for name, network in ARCHITECTURES.items())
    with pytest.raises(UsageError, match="no network is called 'gpt'; there are deepconvlstm"):
        architecture("gpt")


def test_without_the_train_extra_it_is_said_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "keras", None)
    with pytest.raises(UsageError, match=r"pip install exermoted\[train\]"):
        load_keras()
