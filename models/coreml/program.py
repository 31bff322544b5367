"""The step of streaming networks as a program in Core ML's own language, MIL.

It is written operator by operator from the weights. Conversion from TensorFlow would have to be
taught to keep the missing readings, and comes with whatever either library changes next.

A reading is missing if it is NaN, as everywhere here, or beyond `LARGEST`: whoever computes on a
GPU with its shortcuts may not count on NaN, and says so by a number that no sensor reads.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from models.statelayout import StateLayout
from models.stepping import mixing
from models.tcn import Networks, Tcn, mean_shares
from models.vectors import MOVING
from models.windows import Floats

LARGEST = 1e4
"""A reading beyond it, whatever its unit and sign, is missing; 16 bits hold it, too."""
Var = Any
"""A value of a program; coremltools has no type information."""


class _Memory(StateLayout):
    """The state, taken apart in the order of `models.stepping`, and put together anew.

    Args:
        mb: coremltools' builder.
        state: (1, numbers).
    """

    def __init__(self, mb: Any, state: Var) -> None:
        super().__init__()
        self._mb = mb
        self._state = state
        self._taken = 0

    def recalled(self, numbers: int) -> Var:
        """Returns the next piece, (1, numbers)."""
        begin, self._taken = self._taken, self._taken + numbers
        return columns(self._mb, self._state, begin, self._taken)

    def joined(self, pieces: Sequence[Var]) -> Var:
        return self._mb.concat(values=pieces, axis=1)

    def together(self, name: str) -> Var:
        """Returns the next state, (1, numbers)."""
        return self._mb.concat(values=self._next, axis=1, name=name)


def columns(mb: Any, x: Var, begin: int, end: int) -> Var:
    """Returns some columns of (1, numbers)."""
    return mb.slice_by_index(x=x, begin=[0, begin], end=[1, end])


class StepProgram:
    """The step of trained networks as a program for a batch of one.

    Args:
        networks: trained.
        mb: coremltools' builder.
    """

    def __init__(self, networks: Networks, mb: Any) -> None:
        self._networks = networks
        self._mb = mb
        self._weights: Mapping[str, Sequence[Floats]] = {
            layer.name: layer.get_weights()
            for model in (networks.upright, networks.registration)
            for layer in (model.layers if model is not None else ())
        }

    def outputs(self, sample: Var, state: Var, rotation: Var | None = None) -> Sequence[Var]:
        """Writes the operators and returns what they end in, each under its name.

        Args:
            sample: (1, channels).
            state: (1, numbers).
            rotation: (1, 3, 3), where there is a registration.
        """
        mb, networks, memory = self._mb, self._networks, _Memory(self._mb, state)
        if networks.registration is None:
            features = self._recognised([self._normalised(sample, 0, len(networks.mean))], memory)
            scores = self._scores(self._dense("upright_scores", features))
            told = mb.identity(x=features, name="embedding")
            return [scores, told, memory.together("state_next")]
        invariant = self._registered(sample, memory)
        features = self._recognised(self._turned(sample, rotation), memory)
        logits = self._mean(
            self._dense("upright_scores", features), self._dense("registration_scores", invariant)
        )
        return [
            self._scores(logits),
            self._dense("registration_upright", invariant, name="upright"),
            mb.concat(values=[features, invariant], axis=1, name="embedding"),
            memory.together("state_next"),
        ]

    def _mean(self, seen: Var, told: Var) -> Var:
        """Returns the mean of both networks' logits."""
        mb, share = self._mb, np.float32(self._networks.architecture.share)
        return mb.add(x=mb.mul(x=seen, y=1 - share), y=mb.mul(x=told, y=share))

    def _is_there(self, sizes: Var) -> Var:
        """Returns where a reading is not missing; comparing NaN says no."""
        return self._mb.less_equal(x=sizes, y=np.float32(LARGEST))

    def _present(self, x: Var) -> Var:
        """Returns x with 0 for what is missing."""
        mb = self._mb
        return mb.select(cond=self._is_there(mb.abs(x=x)), a=x, b=np.zeros(x.shape, np.float32))

    def _scaled(self, x: Var, begin: int, end: int) -> Var:
        networks, mb = self._networks, self._mb
        centred = mb.sub(x=x, y=networks.mean[np.newaxis, begin:end].astype(np.float32))
        return mb.mul(x=centred, y=(1 / networks.std)[np.newaxis, begin:end].astype(np.float32))

    def _normalised(self, sample: Var, begin: int, end: int) -> Var:
        """Returns some channels in deviations, with 0 for what is missing."""
        mb = self._mb
        x = columns(mb, sample, begin, end)
        scaled = self._scaled(self._present(x), begin, end)
        zeros = np.zeros(x.shape, np.float32)
        return mb.select(cond=self._is_there(mb.abs(x=x)), a=scaled, b=zeros)

    def _turned(self, sample: Var, rotation: Var) -> Sequence[Var]:
        """Returns the moving device's channels turned upright, and the others, in deviations.

        A vector that lacks an axis cannot be turned: all of it is missing.
        """
        mb, shape = self._mb, (1, MOVING // 3, 3)
        moving = columns(mb, sample, 0, MOVING)
        vectors = mb.reshape(x=self._present(moving), shape=shape)
        turned = mb.matmul(x=vectors, y=rotation, transpose_y=True)
        scaled = self._scaled(mb.reshape(x=turned, shape=(1, MOVING)), 0, MOVING)
        sums = mb.matmul(
            x=mb.abs(x=mb.reshape(x=moving, shape=shape)), y=np.ones((1, 3, 3), np.float32)
        )
        sizes = mb.reshape(x=sums, shape=(1, MOVING))
        zeros = np.zeros((1, MOVING), np.float32)
        upright = mb.select(cond=self._is_there(sizes), a=scaled, b=zeros)
        channels = len(self._networks.mean)
        others = [self._normalised(sample, MOVING, channels)] if channels > MOVING else []
        return [upright, *others]

    def _recognised(self, parts: Sequence[Var], memory: _Memory) -> Var:
        x = self._mb.concat(values=parts, axis=1) if len(parts) > 1 else parts[0]
        return self._tcn(self._networks.architecture.upright.tcn, "upright", x, memory)

    def _registered(self, sample: Var, memory: _Memory) -> Var:
        mb, registration = self._mb, self._networks.architecture.registration
        moving = self._present(columns(mb, sample, 0, MOVING))
        rows = mb.concat(values=[moving, self._means(columns(mb, moving, 0, 3), memory)], axis=1)
        taps = memory.taps(rows, registration.kernel_steps)
        matrix = mixing(registration, self._weights)[np.newaxis]
        vectors = mb.matmul(x=matrix, y=mb.reshape(x=taps, shape=(1, matrix.shape[2], 3)))
        found = self._invariants(vectors, registration.polar)
        x = mb.reshape(x=found, shape=(1, matrix.shape[1] ** 2))
        return self._tcn(registration.tcn, "registration", x, memory)

    def _means(self, gravity: Var, memory: _Memory) -> Var:
        """Returns the slow means of gravity, (1, 3 · means); see `models.tcn.slow_means`."""
        mb, registration = self._mb, self._networks.architecture.registration
        shares = mean_shares(registration.means_s, self._networks.rate_hz).astype(np.float32)
        means = len(shares)
        one = np.ones((1, 1), np.float32)
        new = mb.reshape(x=mb.concat(values=[gravity, one], axis=1), shape=(1, 1, 4))
        past = mb.reshape(x=memory.recalled(4 * means), shape=(1, means, 4))
        change = mb.mul(x=mb.sub(x=new, y=past), y=shares[np.newaxis])
        total = mb.add(x=past, y=change)
        memory.keep(mb.reshape(x=total, shape=(1, 4 * means)))
        sums = mb.slice_by_index(x=total, begin=[0, 0, 0], end=[1, means, 3])
        weights = mb.slice_by_index(x=total, begin=[0, 0, 3], end=[1, means, 4])
        return mb.reshape(x=mb.real_div(x=sums, y=weights), shape=(1, 3 * means))

    def _invariants(self, vectors: Var, polar: int) -> Var:
        """Returns products that no turn and no mirror changes; see `models.tcn.invariants`."""
        mb = self._mb
        products = mb.matmul(x=vectors, y=vectors, transpose_y=True)
        sizes = mb.abs(x=products)
        is_polar = np.arange(vectors.shape[1]) < polar
        alike = (is_polar == is_polar[:, np.newaxis])[np.newaxis].astype(np.float32)
        kept = mb.add(x=mb.mul(x=products, y=alike), y=mb.mul(x=sizes, y=1 - alike))
        return mb.real_div(x=kept, y=mb.sqrt(x=mb.add(x=sizes, y=np.float32(1))))

    def _tcn(self, tcn: Tcn, name: str, x: Var, memory: _Memory) -> Var:
        mb = self._mb
        x = mb.relu(x=self._dense(f"{name}_in", x))
        for number, dilation in enumerate(tcn.dilations):
            kernel, bias = self._weights[f"{name}_{number}"]
            taps = memory.taps(x, tcn.kernel_steps, dilation)
            weight = kernel.reshape(-1, tcn.width).T
            x = mb.add(x=x, y=mb.relu(x=mb.linear(x=taps, weight=weight, bias=bias)))
        return x

    def _dense(self, layer: str, x: Var, **name: str) -> Var:
        kernel, bias = self._weights[layer]
        return self._mb.linear(x=x, weight=kernel.T, bias=bias, **name)

    def _scores(self, logits: Var) -> Var:
        """Returns probabilities, (1, heads, outputs)."""
        mb, answers = self._mb, self._networks.answers
        heads = len(answers.delays_steps)
        by_head = mb.reshape(x=logits, shape=(1, heads, answers.outputs))
        temperatures = np.array(self._networks.temperatures or (1.0,) * heads, np.float32)
        tempered = mb.real_div(x=by_head, y=temperatures[np.newaxis, :, np.newaxis])
        return mb.softmax(x=tempered, axis=-1, name="scores")
