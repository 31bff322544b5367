"""A streaming network as TensorFlow's SavedModel."""

from pathlib import Path
from typing import Any

import numpy as np

from models.card import Card, write_card
from models.comparing import Arrays, Step
from models.networks import load_keras
from models.stepping import Stepper
from models.tcn import Networks

SIGNATURE = "serving_default"
EXTRA = "assets.extra"
"""The folder of a SavedModel that TensorFlow leaves to others."""


def write_savedmodel(networks: Networks, card: Card, path: Path) -> None:
    """Writes the step of networks, with the card beside it.

    Raises:
        UsageError: the ``train`` extra is missing.
    """
    tf = _tensorflow()
    module = tf.Module()
    module.step = Stepper(networks).concrete()
    tf.saved_model.save(module, str(path), signatures={SIGNATURE: module.step})
    extra = path / EXTRA
    extra.mkdir()
    write_card(card, extra)


def savedmodel_step(path: Path) -> Step:
    """Returns a saved step to be run.

    Raises:
        UsageError: the ``train`` extra is missing.
    """
    tf = _tensorflow()
    loaded = tf.saved_model.load(str(path))
    signature = loaded.signatures[SIGNATURE]

    def step(inputs: Arrays) -> Arrays:
        told = signature(**{name: tf.constant(array) for name, array in inputs.items()})
        return {name: np.array(each) for name, each in told.items()}

    return step


def _tensorflow() -> Any:
    load_keras()
    import tensorflow as tf  # noqa: PLC0415 # an extra, checked for by load_keras

    return tf
