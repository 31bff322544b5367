from pathlib import Path

import msgspec
import numpy as np
import pytest

from exermoted.packaged import find_model, packaged_models
from inference.engine import Array, TFLiteEngine
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


def windows_for(engine: TFLiteEngine, count: int, seed: int = 1) -> dict[str, Array]:
    """Returns as many made-up windows."""
    shape = (count, *engine.takes["window"])
    return {"window": np.random.default_rng(seed).normal(size=shape).astype(np.float32)}


def alone(engine: TFLiteEngine, inputs: dict[str, Array]) -> Array:
    """Returns the scores of windows that are looked at one by one."""
    windows = inputs["window"]
    return np.concatenate([engine.run({"window": w[np.newaxis]})["scores"] for w in windows])


def test_the_packaged_model_gives_a_score_per_class() -> None:
    engine = TFLiteEngine(PACKAGED)
    scores = engine.run(windows_for(engine, 1))["scores"]
    assert scores.shape == (1, 1, len(engine.card.classes))
    assert scores.sum() == pytest.approx(1.0)


def test_outputs_are_a_copy() -> None:
    engine = TFLiteEngine(PACKAGED)
    first = engine.run(windows_for(engine, 1))["scores"]
    kept = first.copy()
    engine.run(windows_for(engine, 1, seed=2))
    np.testing.assert_array_equal(first, kept)


@pytest.mark.parametrize("count", [1, 2, 3, 64, 100])
def test_many_at_once_get_the_answers_of_each_alone(count: int) -> None:
    engine = TFLiteEngine(PACKAGED)
    inputs = windows_for(engine, count)
    np.testing.assert_allclose(engine.run(inputs)["scores"], alone(engine, inputs), atol=1e-6)


def test_a_network_for_a_batch_of_one_is_run_once_for_each(fixed: Path) -> None:
    engine = TFLiteEngine(fixed)
    inputs = windows_for(engine, 3)
    np.testing.assert_array_equal(engine.run(inputs)["scores"], alone(engine, inputs))


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
