"""A streaming network as one step: a row and a state in, answers and the next state out.

With the answers come the features that they are made from, the embedding: what else there is to
be told of the moment, another head can tell from them.

Trained on whole sequences, a causal network needs of the past only the rows that its convolutions
reach back to. These are the state: zeros, as the padding of a sequence, where a stream begins.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from models.networks import load_keras, tensorflow
from models.statelayout import StateLayout
from models.tcn import POLAR_VECTORS, Networks, Registration, Tcn, invariants, mean_shares
from models.vectors import MOVING
from models.windows import Floats

Tensor = Any


class _Memory(StateLayout):
    """The state, taken apart as the networks come to it, and put together anew.

    It is split once and joined once: what a step costs is how many operations it has. So the
    networks go through it twice, first without a state, to find the sizes of its pieces.

    Args:
        tf: TensorFlow.
        state: (batch, numbers), with the pieces of ``sizes``; None to find these.
        sizes: found before.
    """

    def __init__(self, tf: Any, state: Tensor | None = None, sizes: Sequence[int] = ()) -> None:
        super().__init__()
        self._tf = tf
        self._pieces = None if state is None else iter(tf.split(state, list(sizes), axis=1))
        self.sizes: list[int] = []

    def recalled(self, numbers: int) -> Tensor:
        """Returns the next piece, (batch, numbers)."""
        self.sizes.append(numbers)
        return self._tf.zeros((1, numbers)) if self._pieces is None else next(self._pieces)

    def joined(self, pieces: Sequence[Tensor]) -> Tensor:
        return self._tf.concat(pieces, axis=1)

    def together(self) -> Tensor:
        """Returns the next state, (batch, numbers)."""
        return self.joined(self._next)


class Stepper:
    """The step of trained networks.

    Args:
        networks: trained.

    Attributes:
        state: how many numbers the state has.
    """

    def __init__(self, networks: Networks) -> None:
        self._tf = tensorflow()
        self._networks = networks
        self._weights = {
            layer.name: layer.get_weights()
            for model in (networks.upright, networks.registration)
            for layer in (model.layers if model is not None else ())
        }
        self._sizes = self._state_sizes()
        self.state = sum(self._sizes)

    @property
    def inputs(self) -> Mapping[str, tuple[int, ...]]:
        """The shape of each input by name, without the batch."""
        takes: dict[str, tuple[int, ...]] = {"sample": (len(self._networks.mean),)}
        if self._networks.registration is not None:
            takes["rotation"] = (3, 3)
        return takes | {"state": (self.state,)}

    def concrete(self) -> Any:
        """Returns the step as a concrete function of a batch of any size."""
        tf = self._tf
        specs = {
            n: tf.TensorSpec((None, *shape), tf.float32, n) for n, shape in self.inputs.items()
        }
        step = self._step if "rotation" in specs else self._step_without_rotation
        return tf.function(step, autograph=False).get_concrete_function(**specs)

    def _state_sizes(self) -> Sequence[int]:
        memory = _Memory(self._tf)
        sample = self._tf.zeros((1, len(self._networks.mean)))
        self._answer(sample, self._tf.eye(3, batch_shape=[1]), memory)
        return memory.sizes

    def _step(
        self, sample: Tensor, state: Tensor, rotation: Tensor | None = None
    ) -> dict[str, Tensor]:
        memory = _Memory(self._tf, state, self._sizes)
        answers = self._answer(sample, rotation, memory)
        return answers | {"state_next": memory.together()}

    def _step_without_rotation(self, sample: Tensor, state: Tensor) -> dict[str, Tensor]:
        return self._step(sample, state)

    def _answer(
        self, sample: Tensor, rotation: Tensor | None, memory: _Memory
    ) -> dict[str, Tensor]:
        networks = self._networks
        if networks.registration is None:
            features = self._recognised(sample, memory)
            scores = self._scores(self._dense("upright_scores", features))
            return {"scores": scores, "embedding": features}
        invariant = self._registered(self._present(sample[:, :MOVING]), memory)
        features = self._recognised(self._turned(sample, rotation), memory)
        share = networks.architecture.share
        mean = (1 - share) * self._dense("upright_scores", features)
        mean += share * self._dense("registration_scores", invariant)
        return {
            "scores": self._scores(mean),
            "upright": self._dense("registration_upright", invariant),
            "embedding": self._tf.concat([features, invariant], axis=1),
        }

    def _present(self, x: Tensor) -> Tensor:
        """Returns x with 0 for what is missing."""
        return self._tf.where(self._tf.not_equal(x, x), 0.0, x)

    def _turned(self, sample: Tensor, rotation: Tensor) -> Tensor:
        """Returns the sample with the moving device's vectors turned upright."""
        tf = self._tf
        vectors = tf.reshape(sample[:, :MOVING], (-1, MOVING // 3, 3))
        upright = tf.reshape(tf.matmul(vectors, rotation, transpose_b=True), (-1, MOVING))
        return tf.concat([upright, sample[:, MOVING:]], axis=1) if _others(sample) else upright

    def _recognised(self, sample: Tensor, memory: _Memory) -> Tensor:
        networks = self._networks
        x = (sample - networks.mean.astype(np.float32)) * (1 / networks.std).astype(np.float32)
        tcn = networks.architecture.upright.tcn
        return self._tcn(tcn, "upright", self._present(x), memory)

    def _registered(self, moving: Tensor, memory: _Memory) -> Tensor:
        registration = self._networks.architecture.registration
        rows = self._tf.concat([moving, self._means(moving[:, :3], memory)], axis=1)
        vectors = self._mixed(memory.taps(rows, registration.kernel_steps))
        mixed = registration.polar + registration.axial
        found = invariants(load_keras().ops, vectors, registration.polar)
        x = self._tf.reshape(found, (-1, mixed**2))
        return self._tcn(registration.tcn, "registration", x, memory)

    def _means(self, gravity: Tensor, memory: _Memory) -> Tensor:
        """Returns the slow means of gravity, (batch, 3 · means), as `slow_means` does."""
        tf, registration = self._tf, self._networks.architecture.registration
        shares = mean_shares(registration.means_s, self._networks.rate_hz).astype(np.float32)
        ones = tf.ones_like(gravity[:, :1])
        new = tf.concat([gravity, ones], axis=1)[:, np.newaxis]  # the weight is a mean of ones
        past = tf.reshape(memory.recalled(4 * len(shares)), (-1, len(shares), 4))
        total = past + shares * (new - past)
        memory.keep(tf.reshape(total, (-1, 4 * len(shares))))
        return tf.reshape(total[..., :3] / total[..., 3:], (-1, 3 * len(shares)))

    def _mixed(self, rows: Tensor) -> Tensor:
        """Returns both kinds of vectors, (batch, vectors, 3), from the latest rows'."""
        registration = self._networks.architecture.registration
        vectors = MOVING // 3 + len(registration.means_s)
        return self._tf.matmul(
            mixing(registration, self._weights)[np.newaxis],
            self._tf.reshape(rows, (-1, registration.kernel_steps * vectors, 3)),
        )

    def _tcn(self, tcn: Tcn, name: str, x: Tensor, memory: _Memory) -> Tensor:
        tf = self._tf
        x = tf.nn.relu(self._dense(f"{name}_in", x))
        for number, dilation in enumerate(tcn.dilations):
            kernel, bias = self._weights[f"{name}_{number}"]
            taps = memory.taps(x, tcn.kernel_steps, dilation)
            x += tf.nn.relu(tf.matmul(taps, kernel.reshape(-1, tcn.width)) + bias)
        return x

    def _dense(self, name: str, x: Tensor) -> Tensor:
        kernel, bias = self._weights[name]
        return self._tf.matmul(x, kernel) + bias

    def _scores(self, logits: Tensor) -> Tensor:
        """Returns probabilities, (batch, heads, outputs)."""
        answers = self._networks.answers
        heads = len(answers.delays_steps)
        by_head = self._tf.reshape(logits, (-1, heads, answers.outputs))
        temperatures = np.array(self._networks.temperatures or (1.0,) * heads, np.float32)
        return self._tf.nn.softmax(by_head / temperatures[:, np.newaxis])


def mixing(registration: Registration, weights: Mapping[str, Sequence[Floats]]) -> Floats:
    """Returns both convolutions as one matrix, (mixed, rows · vectors).

    Args:
        registration: the network's sizes.
        weights: by layer, with ``polar`` and ``axial``.
    """
    polar, axial = (weights[name][0][0] for name in ("polar", "axial"))
    vectors = polar.shape[1] + axial.shape[1]
    mixed = np.zeros((registration.kernel_steps, vectors, polar.shape[2] + axial.shape[2]))
    is_axial = np.arange(vectors) == POLAR_VECTORS
    mixed[:, ~is_axial, : registration.polar] = polar
    mixed[:, is_axial, registration.polar :] = axial / registration.rotation_scale_rad_s
    return mixed.reshape(-1, mixed.shape[2]).T.astype(np.float32)


def _others(sample: Tensor) -> int:
    """Returns how many channels are not the moving device's."""
    return int(sample.shape[1]) - MOVING
