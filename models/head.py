"""A small head that answers from a network's embedding what the network itself was not taught.

It takes the network's answers as they are and moves them by what it reads from the embedding; a
class that the network does not know begins far below all others. NumPy alone runs and fits it
(`models.teaching`), so that a Raspberry Pi can.
"""

from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np

from models.arrays import arrays_of
from models.windows import Floats

HEAD_NAME = "head.npz"
UNTAUGHT = -6.0
"""The logit from which an answer that the network does not have is moved."""
_LEAST_SCORE = 1e-6


def logits_of(scores: Floats, outputs: int) -> Floats:
    """Returns logits of answers, with further ones that are unlikely: (..., outputs).

    Args:
        scores: probabilities, (..., those of the network).
        outputs: how many there are to be.
    """
    logits = np.full((*scores.shape[:-1], outputs), UNTAUGHT, np.float32)
    logits[..., : scores.shape[-1]] = np.log(np.maximum(scores, _LEAST_SCORE))
    return logits


def softmax(logits: Floats) -> Floats:
    """Returns probabilities along the last axis."""
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    probabilities: Floats = powers / powers.sum(axis=-1, keepdims=True)
    return probabilities


@dataclass(frozen=True, eq=False)
class Head:
    """A head of one hidden layer beside a straight one.

    Attributes:
        mean: (features,), taken off an embedding.
        std: (features,), what it is divided by.
        first: (features, hidden).
        first_bias: (hidden,).
        second: (hidden, heads · outputs).
        straight: (features, heads · outputs).
        bias: (heads · outputs,).
    """

    mean: Floats
    std: Floats
    first: Floats
    first_bias: Floats
    second: Floats
    straight: Floats
    bias: Floats

    def moves(self, embedding: Floats) -> Floats:
        """Returns how far each logit is moved, (rows, heads · outputs), for (rows, features)."""
        x: Floats = (embedding - self.mean) / self.std
        hidden: Floats = np.maximum(x @ self.first + self.first_bias, 0)
        moves: Floats = x @ self.straight + hidden @ self.second + self.bias
        return moves

    def scores(self, scores: Floats, embedding: Floats) -> Floats:
        """Returns answers with those that were taught.

        Args:
            scores: (rows, heads, outputs of the network), probabilities.
            embedding: (rows, features).

        Returns:
            (rows, heads, outputs), probabilities.
        """
        rows, heads, _ = scores.shape
        logits = logits_of(scores, len(self.bias) // heads)
        return softmax(logits + self.moves(embedding).reshape(rows, heads, -1))


def write_head(head: Head, folder: Path) -> None:
    """Writes a head into a model folder."""
    arrays = {field.name: getattr(head, field.name) for field in fields(head)}
    np.savez(folder / HEAD_NAME, **arrays)


def read_head(folder: Path) -> Head:
    """Reads the head of a model folder.

    Raises:
        ModelError: there is none, or it is not one.
    """
    with arrays_of(folder / HEAD_NAME, "is no head of a model") as arrays:
        return Head(**{field.name: arrays[field.name] for field in fields(Head)})
