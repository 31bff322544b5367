"""How the state of a step is laid out, whatever the step is written in."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

Tensor = Any


class StateLayout(ABC):
    """The state, taken apart as the networks come to it, and put together anew.

    Tensors are those of the library that the step is written in.
    """

    def __init__(self) -> None:
        self._next: list[Tensor] = []

    @abstractmethod
    def recalled(self, numbers: int) -> Tensor:
        """Returns the next piece, (batch, numbers)."""

    @abstractmethod
    def joined(self, pieces: Sequence[Tensor]) -> Tensor:
        """Returns pieces beside one another, (batch, all of their numbers)."""

    def keep(self, *pieces: Tensor) -> None:
        """Takes what stands there at the next step."""
        self._next += pieces

    def taps(self, x: Tensor, count: int, dilation: int = 1) -> Tensor:
        """Returns the latest rows, this step's at the end, (batch, count · numbers).

        Args:
            x: (batch, numbers), this step's row.
            count: how many.
            dilation: how far they are apart.
        """
        numbers = int(x.shape[1])
        taps, rows = [], []
        for _ in range(count - 1):
            taps.append(self.recalled(numbers))
            rows.append(taps[-1])
            if dilation > 1:
                rows.append(self.recalled((dilation - 1) * numbers))
        self.keep(*rows[1:], x)
        return self.joined([*taps, x])
