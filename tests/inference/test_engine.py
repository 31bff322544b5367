from pathlib import Path

import msgspec
import numpy as np
import pytest

from exermoted.packaged import find_model, packaged_models
from inference.engine import TFLiteEngine
from models.card import MODEL_NAME, write_card
from sessions.errors import ModelError
from tests.fakes.engines import card

PACKAGED = find_model("packaged")


@pytest.fixture(scope="module")
def fixed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model whose network takes a batch of one and no other."""
    tensorflow = pytest.importorskip("tensorflow", reason="needs the train extra")
    shape = tensorflow.TensorSpec((1, 4, 1), tensorflow.float32)
    function = tensorflow.function(
        lambda window: tensorflow.nn.softmax(tensorflow.reshape(window, (1, 4))[:, :2])
    ).get_concrete_function(shape)
    converter = tensorflow.lite.TFLiteConverter.from_concrete_functions(
        [function], tensorflow.Module()
    )
    folder = tmp_path_factory.mktemp("fixed")
    (folder / MODEL_NAME).write_bytes(converter.convert())
    write_card(card(), folder)
    return folder


def copied(folder: Path, change: dict[str, object]) -> Path:
    """The packaged model with another card."""
    (folder / MODEL_NAME).write_bytes((PACKAGED / MODEL_NAME).read_bytes())
    write_card(msgspec.structs.replace(TFLiteEngine(PACKAGED).card, **change), folder)
    return folder


def test_the_packaged_model_gives_a_score_per_class() -> None:
    engine = TFLiteEngine(PACKAGED)
    described = engine.card
    scores = engine.scores(np.zeros((described.window_steps, len(described.channels)), np.float32))
    assert scores.shape == (len(described.classes),)
    assert scores.sum() == pytest.approx(1.0)


def test_scores_are_a_copy() -> None:
    engine = TFLiteEngine(PACKAGED)
    shape = (engine.card.window_steps, len(engine.card.channels))
    first = engine.scores(np.zeros(shape, np.float32))
    kept = first.copy()
    engine.scores(np.ones(shape, np.float32))
    np.testing.assert_array_equal(first, kept)


@pytest.mark.parametrize("count", [1, 2, 3, 64, 100])
def test_many_windows_at_once_get_the_scores_of_each_alone(count: int) -> None:
    engine = TFLiteEngine(PACKAGED)
    shape = (count, engine.card.window_steps, len(engine.card.channels))
    windows = np.random.default_rng(count).normal(size=shape).astype(np.float32)
    alone = [engine.scores(window) for window in windows]
    np.testing.assert_allclose(engine.scores_of(windows), alone, atol=1e-6)


def test_a_network_for_a_batch_of_one_is_run_once_for_each(fixed: Path) -> None:
    engine = TFLiteEngine(fixed)
    windows = np.linspace(-1, 1, 12, dtype=np.float32).reshape(3, 4, 1)
    alone = [engine.scores(window) for window in windows]
    np.testing.assert_array_equal(engine.scores_of(windows), alone)


def test_a_card_that_does_not_fit_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="its card says"):
        TFLiteEngine(copied(tmp_path, {"classes": ("Break", "Squat")}))


def test_a_file_that_is_no_model_is_told(tmp_path: Path) -> None:
    write_card(card(), tmp_path)
    (tmp_path / MODEL_NAME).write_bytes(b"not a model")
    with pytest.raises(ModelError, match="cannot be loaded"):
        TFLiteEngine(tmp_path)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    write_card(card(), tmp_path)
    with pytest.raises(ModelError, match=r"model\.tflite: cannot be loaded"):
        TFLiteEngine(tmp_path)


def test_a_folder_without_a_card_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no model is here"):
        TFLiteEngine(tmp_path)


def test_the_default_model_is_packaged() -> None:
    assert "default" in packaged_models()
