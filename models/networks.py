"""The networks that can be trained. Each takes raw units: normalisation is its first layer."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Protocol

import numpy as np

from models.classical import Features
from models.windows import Floats
from sessions.errors import UsageError

Model = Any
"""A ``keras.Model``; TensorFlow ships no type information."""


def load_keras() -> Any:
    """Imports and returns Keras on TensorFlow, quietly.

    Raises:
        UsageError: the ``train`` extra is not installed.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ["KERAS_BACKEND"] = "tensorflow"
    try:
        import keras  # noqa: PLC0415 # an extra, and takes seconds
        import tensorflow  # noqa: F401, PLC0415 # likewise; Keras alone would do nothing
    except ImportError as error:
        raise UsageError(
            f"training needs the train extra: pip install exermoted[train] ({error})"
        ) from error
    return keras


def tensorflow() -> Any:
    """Imports and returns TensorFlow, quietly.

    Raises:
        UsageError: the ``train`` extra is not installed.
    """
    load_keras()
    import tensorflow as tf  # noqa: PLC0415 # an extra, checked for by load_keras

    return tf


def library_versions() -> dict[str, str]:
    """Returns the versions of what trains.

    Raises:
        UsageError: the ``train`` extra is not installed.
    """
    return {
        "keras": load_keras().__version__,
        "numpy": np.__version__,
        "tensorflow": tensorflow().__version__,
    }


class Architecture(Protocol):
    """A kind of network and its sizes."""

    def build(self, window_steps: int, frames: Floats, classes: int) -> Model:
        """Returns an untrained network, (batch, window_steps, channels) to (batch, classes).

        Args:
            window_steps: length of its windows.
            frames: (frames, channels) of the training people, which the normalisation is
                adapted to.
            classes: how many; its answer is one probability each.
        """


@dataclass(frozen=True, slots=True)
class DeepConvLstm:
    """Convolutions find short movements, LSTMs their order: the original's network.

    After F. J. Ordóñez and D. Roggen, Deep Convolutional and LSTM Recurrent Neural Networks for
    Multimodal Wearable Activity Recognition, Sensors 16 (2016), 115; sizes as in Exermote.

    The LSTMs are unrolled: on a CPU this trains faster than a loop, and it is what TFLite converts
    without further operators.

    Attributes:
        filters: of each convolution.
        kernel_steps: width of each convolution.
        stride_steps: of the first convolution.
        units: of each LSTM.
        dropout: share of the last LSTM's outputs dropped in training.
        unroll: whether the LSTMs are written out, step by step, or a loop.
    """

    filters: int = 32
    kernel_steps: int = 3
    stride_steps: int = 2
    units: int = 32
    dropout: float = 0.2
    unroll: bool = True

    def build(self, window_steps: int, frames: Floats, classes: int) -> Model:
        keras = load_keras()
        layers = keras.layers
        window = layers.Input((window_steps, frames.shape[1]))  # (batch, 40, channels)
        x = normalisation(frames)(window)
        x = layers.Conv1D(
            self.filters, self.kernel_steps, strides=self.stride_steps, activation="relu"
        )(x)  # (batch, 19, 32)
        x = layers.Conv1D(self.filters, self.kernel_steps, activation="relu")(x)  # (batch, 17, 32)
        x = layers.LSTM(self.units, return_sequences=True, unroll=self.unroll)(x)  # (batch, 17, 32)
        x = layers.LSTM(self.units, unroll=self.unroll)(x)  # (batch, 32)
        x = layers.Dropout(self.dropout)(x)
        scores = layers.Dense(classes, activation="softmax")(x)  # (batch, classes)
        return keras.Model(window, scores)


def normalisation(frames: Floats) -> Any:
    """Returns a layer that gives each channel of ``frames`` mean 0 and variance 1."""
    return load_keras().layers.Normalization(
        axis=-1,
        mean=frames.mean(axis=0, dtype=np.float64),
        variance=frames.var(axis=0, dtype=np.float64),
    )


ARCHITECTURES: Mapping[str, Architecture] = MappingProxyType(
    {"deepconvlstm": DeepConvLstm(), "features": Features()}
)
"""By name, as a model card and ``--arch`` say it."""


def architecture(name: str) -> Architecture:
    """Returns the architecture of this name.

    Raises:
        UsageError: there is none.
    """
    if name not in ARCHITECTURES:
        raise UsageError(f"no network is called '{name}'; there are {', '.join(ARCHITECTURES)}")
    return ARCHITECTURES[name]
