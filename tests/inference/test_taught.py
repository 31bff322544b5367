from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np
import pytest

from exermoted.packaged import find_model
from inference.engine import TFLiteEngine
from inference.taught import load_engine
from models.card import Halves, read_card, write_card
from models.head import Head, write_head
from sessions.errors import ModelError

PACKAGED = find_model("packaged")
LUNGE = Halves(first_steps=12, second_steps=12, turn_to_end_steps=12)


def head(outputs: int) -> Head:
    """One that has learnt nothing, of the packaged model's size."""
    card = read_card(PACKAGED)
    features, answers = card.embedding, len(card.heads_steps) * outputs
    return Head(
        mean=np.zeros(features, np.float32),
        std=np.ones(features, np.float32),
        first=np.zeros((features, 2), np.float32),
        first_bias=np.zeros(2, np.float32),
        second=np.zeros((2, answers), np.float32),
        straight=np.zeros((features, answers), np.float32),
        bias=np.zeros(answers, np.float32),
    )


def taught(folder: Path, learnt: Head | None = None) -> Path:
    """Makes the packaged model one with a head that was taught lunges."""
    card = read_card(PACKAGED)
    halves = {**card.counter.halves, "Lunge": LUNGE}
    card = msgspec.structs.replace(
        card,
        classes=(*card.classes, "Lunge"),
        taught=("Lunge",),
        counter=msgspec.structs.replace(card.counter, halves=halves),
    )
    write_card(card, folder)
    (folder / "model.tflite").write_bytes((PACKAGED / "model.tflite").read_bytes())
    write_head(learnt or head(card.outputs), folder)
    return folder


def test_a_model_without_a_head_is_run_as_it_is() -> None:
    assert isinstance(load_engine(PACKAGED), TFLiteEngine)


def test_a_head_adds_its_classes_to_what_the_network_says(tmp_path: Path) -> None:
    engine, network = load_engine(taught(tmp_path)), load_engine(PACKAGED)
    inputs = {name: np.ones((2, *shape), np.float32) for name, shape in engine.takes.items()}
    with_head, without = engine.run(inputs), network.run(inputs)
    known = network.card.outputs
    assert with_head["scores"].shape == (2, len(engine.card.heads_steps), known + 2)
    np.testing.assert_allclose(with_head["scores"][..., :known], without["scores"], atol=0.01)
    assert (with_head["state"] == without["state"]).all()


def test_a_head_of_another_size_is_refused(tmp_path: Path) -> None:
    small = head(3)
    with pytest.raises(ModelError, match="its head is"):
        load_engine(taught(tmp_path, replace(small, straight=small.straight[:5])))
