"""What a network made of moments and what was true of them: what teaching must not unlearn.

``memory.npz`` lies beside a streaming model. A head that learns a new exercise from one recording
sees these moments of the training people too, so that it keeps the old ones apart from it.
"""

from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np

from models.arrays import arrays_of
from models.labels import Ints
from models.windows import Floats

MEMORY_NAME = "memory.npz"
_STORED = {"embedding": np.float16, "scores": np.float16, "phases": np.uint8}


@dataclass(frozen=True, eq=False)
class Memory:
    """Moments.

    Attributes:
        embedding: (moments, features).
        scores: (moments, heads, outputs), the network's own answers.
        phases: (moments, heads), what each answer should have been.
    """

    embedding: Floats
    scores: Floats
    phases: Ints

    def __len__(self) -> int:
        return len(self.phases)

    def some(self, count: int, random: np.random.Generator) -> "Memory":
        """Returns so many of the moments, or all if there are no more."""
        chosen = random.permutation(len(self))[:count]
        return Memory(self.embedding[chosen], self.scores[chosen], self.phases[chosen])

    def and_(self, other: "Memory") -> "Memory":
        """Returns these moments and others."""
        pairs = ((getattr(self, f.name), getattr(other, f.name)) for f in fields(self))
        return Memory(*(np.concatenate(pair) for pair in pairs))


def write_memory(memory: Memory, folder: Path) -> None:
    """Writes a memory into a model folder."""
    arrays = {name: getattr(memory, name).astype(kind) for name, kind in _STORED.items()}
    np.savez_compressed(folder / MEMORY_NAME, **arrays)


def read_memory(folder: Path) -> Memory:
    """Reads the memory of a model folder.

    Raises:
        ModelError: there is none, or it is not one.
    """
    with arrays_of(folder / MEMORY_NAME, "is no memory of a model") as arrays:
        return Memory(
            arrays["embedding"].astype(np.float32),
            arrays["scores"].astype(np.float32),
            arrays["phases"].astype(np.int64),
        )
