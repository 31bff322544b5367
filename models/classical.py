"""The classical way: statistics of each window, and a linear model that weighs them."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from models.windows import Floats, Windowing

Model = Any
"""A ``keras.Model``; TensorFlow ships no type information."""

STRIDE_STEPS = 5
"""From one window to the next where the statistics' own means and variances are taken."""
LEAST = 1e-6
CROSSING = 0.1
"""In standard deviations of a channel: movements below it are no crossing of the mean."""


@dataclass(frozen=True, slots=True)
class Features:
    """Softmax regression on what a window's channels are like.

    Of each channel: mean, standard deviation, least, greatest, energy, mean step, crossings of the
    mean, quartiles and the power in the lowest frequencies; mean, standard deviation and mean step
    once more of each part of the window; of each pair of channels the correlation. The usual
    statistics of recognition before networks; see A. Bulling, U. Blanke and B. Schiele, A Tutorial
    on Human Activity Recognition Using Body-Worn Inertial Sensors, ACM Computing Surveys 46
    (2014), 33.

    Attributes:
        parts: how many parts a window has; must divide its length.
        frequencies: how many, multiples of one period a window.
        shrinkage: weight of the coefficients' squares in the loss.
    """

    parts: int = 4
    frequencies: int = 8
    shrinkage: float = 1e-4

    def build(self, window_steps: int, frames: Floats, classes: int) -> Model:
        """Returns an untrained model, (batch, window_steps, channels) to (batch, classes).

        Args:
            window_steps: length of its windows.
            frames: (frames, channels) that normalisation is adapted to, and that of the statistics.
            classes: how many; its answer is one probability each.
        """
        from models.networks import load_keras, normalisation  # noqa: PLC0415 - it lists this file

        keras = load_keras()
        window = keras.layers.Input((window_steps, frames.shape[1]))
        statistics = self._statistics(keras, normalisation(frames)(window))  # (batch, statistics)
        some = Windowing(window_steps, 0, STRIDE_STEPS).windows(frames)
        taken = keras.Model(window, statistics).predict(some, batch_size=1000, verbose=0)
        scores = keras.layers.Dense(
            classes,
            activation="softmax",
            kernel_initializer="zeros",
            kernel_regularizer=keras.regularizers.L2(self.shrinkage),
        )(normalisation(taken)(statistics))
        return keras.Model(window, scores)

    def _statistics(self, keras: Any, x: Any) -> Any:
        """Returns (batch, statistics) of windows (batch, steps, channels) in deviations."""
        ops, steps = keras.ops, x.shape[1]
        centred = x - ops.mean(x, axis=1, keepdims=True)
        found = [*_moments(ops, x), *_shape(ops, x, centred), *_correlations(ops, centred)]
        for part in range(self.parts):
            width = steps // self.parts
            found += _moments(ops, x[:, part * width : (part + 1) * width])
        found.append(self._powers(keras, centred))
        return keras.layers.Concatenate()(found)

    def _powers(self, keras: Any, centred: Any) -> Any:
        """Returns the logarithm of each frequency's power, (batch, channels · frequencies)."""
        waves = keras.layers.Dense(
            2 * self.frequencies,
            use_bias=False,
            trainable=False,
            kernel_initializer=keras.initializers.Constant(_waves(centred.shape[1], self)),
        )
        parts = keras.ops.square(waves(keras.layers.Permute((2, 1))(centred)))
        powers = parts[:, :, : self.frequencies] + parts[:, :, self.frequencies :]
        return keras.layers.Flatten()(keras.ops.log(powers + 0.01))


def _waves(steps: int, features: Features) -> Floats:
    """Returns cosines and sines of each frequency, (steps, 2 · frequencies)."""
    turns = np.outer(np.arange(steps) / steps, 1 + np.arange(features.frequencies))
    waves = np.concatenate([np.cos(2 * np.pi * turns), np.sin(2 * np.pi * turns)], axis=1)
    return np.asarray(waves * np.sqrt(2) / steps, np.float32)


def _moments(ops: Any, x: Any) -> list[Any]:
    """Returns mean, standard deviation and mean step, (batch, channels) each."""
    steps = ops.abs(x[:, 1:] - x[:, :-1])
    deviation = ops.sqrt(ops.var(x, axis=1) + LEAST)
    return [ops.mean(x, axis=1), deviation, ops.mean(steps, axis=1)]


def _shape(ops: Any, x: Any, centred: Any) -> list[Any]:
    """Returns least, greatest, energy, crossings and quartiles, (batch, channels) each.

    A crossing is counted softly, so that rounding makes no difference to it.
    """
    side = ops.tanh(centred / CROSSING)
    crossings = ops.mean(ops.abs(side[:, 1:] - side[:, :-1]), axis=1) / 2
    energy = ops.mean(ops.square(x), axis=1)
    ordered = ops.sort(x, axis=1)
    quartiles = [ordered[:, x.shape[1] * quarter // 4] for quarter in (1, 2, 3)]
    return [ordered[:, 0], ordered[:, -1], energy, crossings, *quartiles]


def _correlations(ops: Any, centred: Any) -> list[Any]:
    """Returns the correlations of each channel with those after it, (batch, how many) each."""
    scale = ops.sqrt(ops.mean(ops.square(centred), axis=1, keepdims=True) + 0.01)
    unit = centred / scale
    return [
        ops.mean(unit[:, :, first : first + 1] * unit[:, :, first + 1 :], axis=1)
        for first in range(unit.shape[2] - 1)
    ]
