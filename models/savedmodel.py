"""A streaming network as TensorFlow's SavedModel."""

from pathlib import Path

import numpy as np

from models.card import Card, write_card
from models.comparing import Arrays, Step
from models.networks import tensorflow
from models.sources import Source

SIGNATURE = "serving_default"
EXTRA = "assets.extra"
"""The folder of a SavedModel that TensorFlow leaves to others."""


def write_savedmodel(source: Source, card: Card, path: Path) -> None:
    """Writes trained networks, with the card beside them.

    Raises:
        UsageError: the ``train`` extra is missing.
    """
    tf = tensorflow()
    module = tf.Module()
    module.step = source.concrete()
    tf.saved_model.save(module, str(path), signatures={SIGNATURE: module.step})
    extra = path / EXTRA
    extra.mkdir()
    write_card(card, extra)


def read_savedmodel(path: Path) -> Step:
    """Returns what was saved, to be run.

    Raises:
        UsageError: the ``train`` extra is missing.
    """
    tf = tensorflow()
    loaded = tf.saved_model.load(str(path))
    signature = loaded.signatures[SIGNATURE]

    def step(inputs: Arrays) -> Arrays:
        told = signature(**{name: tf.constant(array) for name, array in inputs.items()})
        return {name: np.array(each) for name, each in told.items()}

    return step
