"""Working out a saved Core ML file, operator by operator."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from models.windows import Floats
from sessions.errors import ModelError

Array = npt.NDArray[Any]
Work = Callable[..., Any]


@dataclass(frozen=True)
class Operation:
    """One operator of a file.

    Attributes:
        work: does it in NumPy.
        takes: by parameter, the value or values that it is given.
        gives: the value that it makes.
    """

    work: Work
    takes: Mapping[str, str | Sequence[str]]
    gives: str


@dataclass(frozen=True)
class Program:
    """A file's operators, in an order in which they can be done.

    Attributes:
        constants: values that are there from the beginning.
        operations: each uses what was made before it.
        inputs: the shape of each, with its batch.
        outputs: their names.
    """

    constants: Mapping[str, Any]
    operations: Sequence[Operation]
    inputs: Mapping[str, tuple[int, ...]]
    outputs: Sequence[str]

    def __call__(self, inputs: Mapping[str, Floats]) -> dict[str, Floats]:
        """Returns the outputs for inputs of these names and shapes.

        Raises:
            ModelError: an input is not what the file takes.
        """
        given = {name: array.shape for name, array in inputs.items()}
        if given != dict(self.inputs):
            raise ModelError(f"the Core ML file takes {dict(self.inputs)}, not {given}")
        values = {**self.constants, **inputs}
        for operation in self.operations:
            taken = {
                name: values[of] if isinstance(of, str) else [values[one] for one in of]
                for name, of in operation.takes.items()
            }
            with np.errstate(invalid="ignore"):  # missing readings are no numbers
                values[operation.gives] = operation.work(**taken)
        return {name: values[name] for name in self.outputs}


def work_of(table: Mapping[str, Work], kind: str) -> Work:
    """Returns what does an operator of this kind.

    Raises:
        ModelError: nothing here does.
    """
    if kind not in table:
        raise ModelError(f"the Core ML file has an operator that cannot be checked: '{kind}'")
    return table[kind]


def softmax(x: Array, axis: int) -> Array:
    """Returns probabilities along an axis."""
    powers = np.exp(x - x.max(axis, keepdims=True))
    return np.asarray(powers / powers.sum(axis, keepdims=True))


def sigmoid(x: Array) -> Array:
    """Returns 1 / (1 + e⁻ˣ), without too large a power."""
    return np.asarray(0.5 + 0.5 * np.tanh(0.5 * x), x.dtype)
