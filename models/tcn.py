"""The streaming networks: causal convolutions that see each row once and keep what they need.

Two of them share the work. What a phone reads depends on how it is strapped on; `registration`
sees only what does not, the lengths of vectors and the angles between them, and says what an
upright phone would have read. From that the rotation is found outside (`inference.mounting`), and
`upright` recognises from the turned readings. Both name the phase of the exercise, for several
delays at once, and their answers are averaged.

The convolutions are those of S. Bai, J. Z. Kolter, V. Koltun, An Empirical Evaluation of Generic
Convolutional and Recurrent Networks for Sequence Modeling (2018), arXiv:1803.01271. The lengths
and angles come from one convolution that is the same for x, y and z, so that it turns with the
phone. Gravity and acceleration change their signs in a mirror and rotation rates do not; products
of one with the other lose theirs, so that the other arm, a mirror image, makes no difference.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from models.networks import Model, load_keras
from models.vectors import Layout
from models.windows import Floats

Vector = npt.NDArray[np.float64]

POLAR_VECTORS = 2
"""Gravity and acceleration; with them go the slow means of gravity."""
_LEAST_STD = 1e-3


@dataclass(frozen=True, slots=True)
class Tcn:
    """A stack of causal convolutions with short cuts.

    Attributes:
        width: of each convolution.
        kernel_steps: rows that each looks at.
        dilations: how far apart these are, in rows, for each convolution.
        dropout: share of the features dropped in training.
    """

    width: int
    kernel_steps: int = 3
    dilations: tuple[int, ...] = (1, 2, 4, 8, 16)
    dropout: float = 0.1

    @property
    def field_steps(self) -> int:
        """How many rows it sees."""
        return 1 + (self.kernel_steps - 1) * sum(self.dilations)

    def layers(self, x: Any, name: str) -> Any:
        """Returns the features of a Keras sequence, (batch, rows, width)."""
        layers = load_keras().layers
        x = layers.Dense(self.width, activation="relu", name=f"{name}_in")(x)
        for number, dilation in enumerate(self.dilations):
            found = layers.Conv1D(
                self.width,
                self.kernel_steps,
                padding="causal",
                dilation_rate=dilation,
                activation="relu",
                name=f"{name}_{number}",
            )(x)
            x = layers.Add()([x, layers.SpatialDropout1D(self.dropout)(found)])
        return x


@dataclass(frozen=True, slots=True)
class Answers:
    """What a streaming network is asked at each row.

    Attributes:
        outputs: how many numbers an answer has.
        delays_steps: how many rows ago it was that each answer is about.
    """

    outputs: int
    delays_steps: tuple[int, ...]

    def layers(self, x: Any, name: str) -> Any:
        """Returns the answers as logits, (batch, rows, heads, outputs)."""
        layers = load_keras().layers
        heads = len(self.delays_steps)
        x = layers.Dense(heads * self.outputs, name=f"{name}_scores")(x)
        return layers.Reshape((-1, heads, self.outputs))(x)


@dataclass(frozen=True, slots=True)
class Upright:
    """Recognises from what an upright phone reads, and from other sensors as they are."""

    tcn: Tcn = field(default_factory=lambda: Tcn(48))

    def build(self, mean: Vector, std: Vector, answers: Answers) -> Model:
        """Returns an untrained network, (batch, rows, channels) to (batch, rows, heads, outputs).

        Args:
            mean: (channels,), of the training data.
            std: (channels,).
            answers: what it is asked.
        """
        keras = load_keras()
        rows = keras.layers.Input((None, len(mean)))
        x = (rows - mean.astype(np.float32)) / std.astype(np.float32)
        x = keras.ops.where(keras.ops.isnan(x), 0.0, x)
        return keras.Model(rows, answers.layers(self.tcn.layers(x, "upright"), "upright"))


@dataclass(frozen=True, slots=True)
class Registration:
    """Says from what no turn and no mirror changes what an upright phone read a while ago.

    Attributes:
        tcn: what follows the lengths and angles.
        polar: vectors made of gravity, acceleration and the means of gravity.
        axial: vectors made of the rotation rate.
        kernel_steps: rows that these are made of.
        means_s: time constants of the means of gravity: which way is down when nothing moves.
        delay_s: how long ago it was what it tells; it has to have seen what comes after.
        rotation_scale_rad_s: rotation rates are divided by it.
    """

    tcn: Tcn = field(default_factory=lambda: Tcn(32))
    polar: int = 8
    axial: int = 4
    kernel_steps: int = 7
    means_s: tuple[float, ...] = (3.0, 20.0)
    delay_s: float = 1.0
    rotation_scale_rad_s: float = 3.0

    @property
    def polar_vectors(self) -> int:
        """How many vectors go in that change their sign in a mirror."""
        return POLAR_VECTORS + len(self.means_s)

    def build(self, answers: Answers) -> Model:
        """Returns an untrained network.

        It takes (batch, rows, 9), gravity, acceleration and rotation rate, and (batch, rows, 3 ·
        means), the slow means of gravity; it gives logits, (batch, rows, heads, outputs), and
        (batch, rows, 9), what an upright phone read.
        """
        keras = load_keras()
        rows, means = (keras.layers.Input((None, 3 * n)) for n in (3, len(self.means_s)))
        x = keras.ops.where(keras.ops.isnan(rows), 0.0, rows)
        polar = keras.ops.concatenate([x[..., :6], means], axis=-1)
        polar = self._mixed(polar, self.polar_vectors, self.polar, "polar")
        axial = self._mixed(x[..., 6:] / self.rotation_scale_rad_s, 1, self.axial, "axial")
        both = keras.ops.concatenate([polar, axial], axis=-2)
        x = invariants(keras.ops, both, self.polar)
        x = keras.layers.Reshape((-1, (self.polar + self.axial) ** 2))(x)
        x = self.tcn.layers(x, "registration")
        upright = keras.layers.Dense(9, name="registration_upright")(x)
        return keras.Model([rows, means], [answers.layers(x, "registration"), upright])

    def _mixed(self, x: Any, vectors: int, mixed: int, name: str) -> Any:
        """Returns vectors made of several rows' vectors, the same for x, y and z.

        (batch, rows, 3 · vectors) becomes (batch, rows, mixed, 3).
        """
        keras = load_keras()
        x = keras.layers.Reshape((-1, vectors, 3))(x)
        x = keras.ops.transpose(x, (0, 3, 1, 2))  # (batch, 3, rows, vectors)
        x = keras.ops.pad(x, [[0, 0], [0, 0], [self.kernel_steps - 1, 0], [0, 0]])
        layer = keras.layers.Conv2D(mixed, (1, self.kernel_steps), use_bias=False, name=name)
        return keras.ops.transpose(layer(x), (0, 2, 3, 1))


def invariants(ops: Any, vectors: Any, polar: int) -> Any:
    """Returns the products of vectors that no turn and no mirror changes, squashed.

    Args:
        ops: ``keras.ops``.
        vectors: (..., vectors, 3).
        polar: how many of them, from the first on, change their sign in a mirror.

    Returns:
        (..., vectors, vectors).
    """
    products = ops.matmul(vectors, ops.swapaxes(vectors, -1, -2))
    sizes = ops.abs(products)
    is_polar = np.arange(vectors.shape[-2]) < polar
    alike = (is_polar == is_polar[:, np.newaxis]).astype(np.float32)
    return (products * alike + sizes * (1 - alike)) / ops.sqrt(sizes + 1)


def slow_means(gravity: Floats, means_s: Sequence[float], rate_hz: float) -> Floats:
    """Returns causal exponential means, corrected for their beginning.

    Args:
        gravity: (..., rows, 3).
        means_s: time constants.
        rate_hz: of the rows.

    Returns:
        (..., rows, 3 · means).
    """
    shares = mean_shares(means_s, rate_hz)
    means = np.empty((*gravity.shape[:-1], len(shares), 3), np.float32)
    total, weight = np.zeros((*gravity.shape[:-2], len(shares), 3)), np.zeros((len(shares), 1))
    for row in range(gravity.shape[-2]):
        total = total + shares * (gravity[..., row, np.newaxis, :] - total)
        weight = weight + shares * (1 - weight)
        means[..., row, :, :] = total / weight
    return means.reshape(*gravity.shape[:-1], 3 * len(shares))


def mean_shares(means_s: Sequence[float], rate_hz: float) -> Vector:
    """Returns what share of each mean the newest row has, (means, 1)."""
    shares: Vector = 1 - np.exp(-1 / (np.array(means_s) * rate_hz))
    return shares[:, np.newaxis]


@dataclass(frozen=True, slots=True)
class StreamingTcn:
    """The architecture: both networks and their sizes.

    Attributes:
        upright: recognises.
        registration: finds the mounting, where a device says how it moves.
        delays_s: how long ago it was that each of the answers is about.
        share: of the registration's answers in the mean of both, in logits.
    """

    upright: Upright = field(default_factory=Upright)
    registration: Registration = field(default_factory=Registration)
    delays_s: tuple[float, ...] = (0.5, 1.0, 2.0)
    share: float = 0.3

    def build(self, layout: Layout, frames: Floats, outputs: int, rate_hz: float) -> "Networks":
        """Returns untrained networks.

        Args:
            layout: of the channels.
            frames: (frames, channels) of the training people, which the normalisation is
                adapted to; may hold NaN.
            outputs: how many numbers an answer has.
            rate_hz: of the rows.
        """
        answers = Answers(outputs, tuple(round(delay_s * rate_hz) for delay_s in self.delays_s))
        return self.assembled(layout, *_usual(frames), answers, rate_hz)

    def assembled(
        self, layout: Layout, mean: Vector, std: Vector, answers: Answers, rate_hz: float
    ) -> "Networks":
        """Returns untrained networks of this normalisation, each (channels,)."""
        upright = self.upright.build(mean, std, answers)
        registration = self.registration.build(answers) if layout.moving else None
        return Networks(self, answers, layout, rate_hz, mean, std, upright, registration)


def _usual(frames: Floats) -> tuple[Vector, Vector]:
    """Returns mean and standard deviation of each channel.

    One that was never heard says nothing, whatever it says later: it is divided by infinity.
    """
    silent = np.isnan(frames).all(axis=0)
    heard = np.where(silent, 0, frames)
    mean: Vector = np.nanmean(heard, axis=0, dtype=np.float64)
    std: Vector = np.nanstd(heard, axis=0, dtype=np.float64).clip(_LEAST_STD)
    return mean, np.where(silent, np.inf, std)


@dataclass(frozen=True)
class Networks:
    """Networks of this architecture for certain channels.

    Attributes:
        architecture: what they were made by.
        answers: what they are asked.
        layout: of the channels.
        rate_hz: of the rows.
        mean: (channels,), what the first layer subtracts.
        std: (channels,), what it divides by.
        upright: the Keras model that recognises.
        registration: the one that finds the mounting; None if no device says how it moves.
        temperatures: by head, what logits are divided by.
    """

    architecture: StreamingTcn
    answers: Answers
    layout: Layout
    rate_hz: float
    mean: Vector
    std: Vector
    upright: Model
    registration: Model | None
    temperatures: tuple[float, ...] = ()

    @property
    def field_steps(self) -> int:
        """How many rows the recognising network sees."""
        return self.architecture.upright.tcn.field_steps

    @property
    def embedding(self) -> int:
        """How many features both networks make their answers from."""
        registration = self.architecture.registration.tcn.width if self.registration else 0
        return self.architecture.upright.tcn.width + registration

    @property
    def delay_steps(self) -> int:
        """How many rows ago it was what the registration tells."""
        return round(self.architecture.registration.delay_s * self.rate_hz)


STREAMING: Mapping[str, StreamingTcn] = MappingProxyType({"tcn": StreamingTcn()})
"""By name, as a model card and ``--arch`` say it."""
