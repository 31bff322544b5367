"""Fitting a head to moments, in NumPy: stochastic gradients with Adam and averaged weights.

Adam is that of D. P. Kingma and J. Ba, A Method for Stochastic Optimization (ICLR 2015),
arXiv:1412.6980.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from models.head import Head, logits_of, softmax
from models.labels import Ints
from models.memory import Memory
from models.windows import Floats

Weights = npt.NDArray[np.float64]
Gradients = Mapping[str, Floats]
_FITTED = ("first", "first_bias", "second", "straight", "bias")
_LEAST_STD = 1e-3


@dataclass(frozen=True, slots=True)
class Teaching:
    """How a head is fitted.

    Attributes:
        hidden: width of its hidden layer.
        steps: how many are taken.
        batch: moments per step.
        rate: of learning at its highest; it falls to 0 as a cosine.
        decay: of the weights.
        average: share of the averaged weights that is kept at each step.
        remembered: share of each batch that is drawn from what must not be unlearnt.
        readiness: by how much the logits of what the network does not know are raised at the end.
            One person has shown it, and others do it less alike than they do what many have.
        seed: of the weights' start and of what is drawn.
    """

    hidden: int = 32
    steps: int = 1000
    batch: int = 512
    rate: float = 3e-3
    decay: float = 1e-3
    average: float = 0.99
    remembered: float = 0.5
    readiness: float = 1.5
    seed: int = 1


def fit_head(new: Memory, old: Memory | None, outputs: int, how: Teaching) -> Head:
    """Returns a head fitted to what is new without unlearning what is old.

    Args:
        new: moments of what is taught.
        old: moments of what the network has learnt from; None: there are none.
        outputs: how many there are to be.
        how: it is fitted.
    """
    moments = new if old is None else new.and_(old)
    random = np.random.default_rng(how.seed)
    fitting = _Fitting(moments, outputs, how, random)
    for chosen in _batches(len(new), len(moments) - len(new), how, random):
        fitting.step(chosen)
    return _readier(fitting.averaged, moments.scores.shape, how.readiness)


def _readier(head: Head, answers: tuple[int, ...], readiness: float) -> Head:
    _, heads, known = answers
    bias = head.bias.reshape(heads, -1).copy()
    bias[:, known:] += readiness
    return _with(head, {"bias": bias.reshape(-1)})


def _batches(new: int, old: int, how: Teaching, random: np.random.Generator) -> Iterator[Ints]:
    """Yields the numbers of each batch's moments, the new ones first."""
    from_old = round(how.batch * how.remembered) if old else 0
    for _ in range(how.steps):
        taken = random.integers(new, size=how.batch - from_old)
        yield np.concatenate([taken, new + random.integers(old or 1, size=from_old)])


class _Fitting:
    """A head on its way."""

    def __init__(
        self, moments: Memory, outputs: int, how: Teaching, random: np.random.Generator
    ) -> None:
        self._how, self._taken = how, 0
        _, self._heads, _ = moments.scores.shape
        mean, std = moments.embedding.mean(axis=0), moments.embedding.std(axis=0) + _LEAST_STD
        self._x = (moments.embedding - mean) / std
        self._logits = logits_of(moments.scores, outputs)
        self._wanted = np.eye(outputs, dtype=np.float32)[moments.phases]
        self._head = _beginning(mean, std, how.hidden, self._heads * outputs, random)
        self.averaged = self._head
        self._slow = {name: np.zeros_like(getattr(self._head, name)) for name in _FITTED}
        self._square = {name: np.zeros_like(each) for name, each in self._slow.items()}

    def step(self, chosen: Ints) -> None:
        """Takes one step on the moments of these numbers."""
        gradients = self._gradients(self._x[chosen], self._logits[chosen], self._wanted[chosen])
        self._taken += 1
        done = (self._taken - 1) / self._how.steps
        rate = self._how.rate * 0.5 * (1 + np.cos(np.pi * done))
        moved = {name: self._moved(name, gradients[name], rate) for name in _FITTED}
        self._head = _with(self._head, moved)
        kept = self._how.average
        self.averaged = _with(
            self._head,
            {n: kept * getattr(self.averaged, n) + (1 - kept) * w for n, w in moved.items()},
        )

    def _moved(self, name: str, gradient: Floats, rate: float) -> Floats:
        slow = self._slow[name] = 0.9 * self._slow[name] + 0.1 * gradient
        square = self._square[name] = 0.999 * self._square[name] + 0.001 * gradient**2
        of_slow, of_square = 1 - 0.9**self._taken, 1 - 0.999**self._taken
        change = (slow / of_slow) / (np.sqrt(square / of_square) + 1e-8)
        moved: Floats = (getattr(self._head, name) - rate * change).astype(np.float32)
        return moved

    def _gradients(self, x: Floats, logits: Floats, wanted: Floats) -> Gradients:
        """Returns those of the mean cross-entropy and of the weights' decay."""
        head, decay = self._head, self._how.decay
        hidden = np.maximum(x @ head.first + head.first_bias, 0)
        moves = x @ head.straight + hidden @ head.second + head.bias
        told = softmax(logits + moves.reshape(logits.shape))
        error = (told - wanted).reshape(len(x), -1) / (len(x) * self._heads)
        back = (error @ head.second.T) * (hidden > 0)
        return {
            "first": x.T @ back + 0.1 * decay * head.first,
            "first_bias": back.sum(axis=0),
            "second": hidden.T @ error + decay * head.second,
            "straight": x.T @ error + decay * head.straight,
            "bias": error.sum(axis=0),
        }


def _beginning(
    mean: Floats, std: Floats, hidden: int, outputs: int, random: np.random.Generator
) -> Head:
    """Returns a head that changes nothing yet."""
    features = len(mean)
    first = random.normal(size=(features, hidden)) * np.sqrt(2 / features)
    return Head(
        mean=mean,
        std=std,
        first=first.astype(np.float32),
        first_bias=np.zeros(hidden, np.float32),
        second=np.zeros((hidden, outputs), np.float32),
        straight=np.zeros((features, outputs), np.float32),
        bias=np.zeros(outputs, np.float32),
    )


def _with(head: Head, weights: Mapping[str, Floats]) -> Head:
    return Head(**{f.name: weights.get(f.name, getattr(head, f.name)) for f in fields(head)})
