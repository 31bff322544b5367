from pathlib import Path

import msgspec
import numpy as np
import pytest

from exermoted.packaged import find_model, packaged_models
from inference.engine import Array, TFLiteEngine
from models.card import MODEL_NAME, write_card
from sessions.errors import ModelError
from tests.fakes.engines import card
from tests.fakes.step_graph import STATE, write_step_model
from tests.fakes.two_answers import write_two_answers
from tests.fakes.upright import streaming_card

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


@pytest.fixture(scope="module")
def windows(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model that takes windows, any number at once."""
    tensorflow = pytest.importorskip("tensorflow", reason="needs the train extra")
    return write_two_answers(tmp_path_factory.mktemp("windows"), tensorflow)


@pytest.fixture(scope="module")
def step(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model that takes one sample after the other."""
    tensorflow = pytest.importorskip("tensorflow", reason="needs the train extra")
    return write_step_model(tmp_path_factory.mktemp("step"), tensorflow)


def copied(folder: Path, change: dict[str, object]) -> Path:
    """The packaged model with another card."""
    (folder / MODEL_NAME).write_bytes((PACKAGED / MODEL_NAME).read_bytes())
    write_card(msgspec.structs.replace(TFLiteEngine(PACKAGED).card, **change), folder)
    return folder


def inputs_for(engine: TFLiteEngine, count: int, seed: int = 1) -> dict[str, Array]:
    """Returns as many made-up windows, or what as many made-up streams give."""
    random = np.random.default_rng(seed)
    return {
        name: random.normal(size=(count, *shape)).astype(np.float32)
        for name, shape in engine.takes.items()
    }


def alone(engine: TFLiteEngine, inputs: dict[str, Array]) -> Array:
    """Returns the scores of what is looked at one by one."""
    count = len(next(iter(inputs.values())))
    each = ({name: a[i : i + 1] for name, a in inputs.items()} for i in range(count))
    return np.concatenate([engine.run(one)["scores"] for one in each])


def test_the_packaged_model_gives_a_score_for_each_phase_at_each_delay() -> None:
    engine = TFLiteEngine(PACKAGED)
    scores = engine.run(inputs_for(engine, 1))["scores"]
    assert scores.shape == (1, 3, 7)
    assert scores.sum(axis=2) == pytest.approx(1.0)


def test_outputs_are_a_copy() -> None:
    engine = TFLiteEngine(PACKAGED)
    first = engine.run(inputs_for(engine, 1))["scores"]
    kept = first.copy()
    engine.run(inputs_for(engine, 1, seed=2))
    np.testing.assert_array_equal(first, kept)


@pytest.mark.parametrize("count", [1, 2, 3, 64, 100])
def test_many_at_once_get_the_answers_of_each_alone(count: int) -> None:
    engine = TFLiteEngine(PACKAGED)
    inputs = inputs_for(engine, count)
    np.testing.assert_allclose(engine.run(inputs)["scores"], alone(engine, inputs), atol=1e-5)


def test_many_windows_at_once_get_the_answers_of_each_alone(windows: Path) -> None:
    engine = TFLiteEngine(windows)
    inputs = inputs_for(engine, 64)
    np.testing.assert_allclose(engine.run(inputs)["scores"], alone(engine, inputs), atol=1e-6)


def test_a_network_for_a_batch_of_one_is_run_once_for_each(fixed: Path) -> None:
    engine = TFLiteEngine(fixed)
    inputs = inputs_for(engine, 3)
    np.testing.assert_array_equal(engine.run(inputs)["scores"], alone(engine, inputs))


def test_a_streaming_network_gives_scores_an_upright_reading_and_its_next_state(step: Path) -> None:
    engine = TFLiteEngine(step)
    assert engine.takes == {"sample": (10,), "rotation": (3, 3), "state": (STATE,)}
    inputs = inputs_for(engine, 1)
    outputs = engine.run(inputs)
    assert {name: output.shape for name, output in outputs.items()} == {
        "scores": (1, 1, 2),
        "upright": (1, 9),
        "state": (1, STATE),
    }
    np.testing.assert_allclose(outputs["upright"][:, :6], inputs["sample"][:, :6], rtol=1e-6)


@pytest.mark.parametrize("count", [2, 3, 100])
def test_streams_are_answered_together_as_each_alone(step: Path, count: int) -> None:
    engine = TFLiteEngine(step)
    inputs = inputs_for(engine, count)
    together = engine.run(inputs)
    for number in range(count):
        one = engine.run({name: array[number : number + 1] for name, array in inputs.items()})
        for name, output in one.items():
            np.testing.assert_allclose(together[name][number], output[0], atol=1e-6)


def test_nothing_of_a_run_is_left_for_the_next(step: Path) -> None:
    engine = TFLiteEngine(step)
    first = engine.run(inputs_for(engine, 1))
    engine.run(inputs_for(engine, 1, seed=2))
    again = engine.run(inputs_for(engine, 1))
    np.testing.assert_equal(again, first)


def test_a_streaming_network_without_what_its_card_says_is_told(step: Path, tmp_path: Path) -> None:
    (tmp_path / MODEL_NAME).write_bytes((step / MODEL_NAME).read_bytes())
    write_card(msgspec.structs.replace(streaming_card(), mounting=None), tmp_path)
    with pytest.raises(ModelError, match="its card says"):
        TFLiteEngine(tmp_path)


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
