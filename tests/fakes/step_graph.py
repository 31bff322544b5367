"""A streaming network as TFLite, small enough to be made in a test."""

from pathlib import Path
from typing import Any

from models.card import MODEL_NAME, Mounting, write_card
from tests.fakes.upright import COLUMNS, SCALE, streaming_card

STATE = 5


def write_step_model(folder: Path, tf: Any) -> Path:
    """Writes a model whose scores and state come from all of its inputs.

    It takes each reading for that of an upright phone.
    """

    def step(sample: Any, rotation: Any, state: Any) -> dict[str, Any]:
        turned = tf.linalg.matvec(rotation, sample[:, 3:6])
        state_next = 0.5 * state + tf.reduce_sum(turned, axis=1, keepdims=True) + sample[:, 9:]
        scores = tf.nn.softmax(tf.stack([state_next[:, :2]], axis=1))
        upright = sample[:, :9] / SCALE.astype("float32")
        return {"scores": scores, "upright": upright, "state_next": state_next}

    shapes = {"sample": (len(COLUMNS),), "rotation": (3, 3), "state": (STATE,)}
    specs = [tf.TensorSpec((None, *shape), tf.float32, name) for name, shape in shapes.items()]
    made = tf.function(step).get_concrete_function(*specs)
    converter = tf.lite.TFLiteConverter.from_concrete_functions([made], tf.Module())
    (folder / MODEL_NAME).write_bytes(converter.convert())
    write_card(streaming_card(Mounting(delay_steps=0)), folder)
    return folder
