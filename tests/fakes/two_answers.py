"""A network with two answers as TFLite, small enough to be made in a test."""

from pathlib import Path
from typing import Any

import msgspec

from models.card import MODEL_NAME, Card, write_card
from tests.fakes.engines import card


def two_answers_card() -> Card:
    """A card of this network: of the latest frame, and of the one two before it."""
    return msgspec.structs.replace(card(), delays_steps=(0, 2))


def write_two_answers(folder: Path, tf: Any) -> Path:
    """Writes a model that says 'Squat' where the phone lies more on its side than not."""
    described = two_answers_card()
    shape = (None, described.window_steps, len(described.channels))

    def answer(window: Any) -> Any:
        share = tf.sigmoid(10 * (tf.gather(window, [3, 1], axis=1)[:, :, :1] - 0.5))
        return tf.concat([1 - share, share], axis=2)

    made = tf.function(answer).get_concrete_function(tf.TensorSpec(shape, tf.float32, "window"))
    converter = tf.lite.TFLiteConverter.from_concrete_functions([made], tf.Module())
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MODEL_NAME).write_bytes(converter.convert())
    write_card(described, folder)
    return folder
