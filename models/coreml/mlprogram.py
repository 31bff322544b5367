"""Reading an ``.mlpackage`` whose model is an ML program, to be worked out.

The format is that of coremltools, ``mlmodel/format/MIL.proto``; large weights lie in a file of
their own, as its ``MILBlob/Blob/StorageFormat.hpp`` says.
"""

import struct
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from models.coreml.evaluating import Operation, Program, Work, sigmoid, softmax, work_of
from models.windows import Floats
from sessions.errors import ModelError

Array = npt.NDArray[Any]

_BLOB = struct.Struct("<IIQQ")
"""Of the entry that a weight's offset points to: mark, type, bytes, and where they begin."""
_BLOB_MARK = 0xDEADBEEF
_BLOB_FLOAT32 = 2
_WEIGHTS = "Data/*/weights/weight.bin"
"""One file, or none where all of the weights are small."""
_FLOAT32_NAME = "FLOAT32"


def read_mlpackage(path: Path) -> Program:
    """Reads a package.

    Raises:
        ModelError: it holds something that cannot be worked out.
    """
    import coremltools as ct  # noqa: PLC0415 # an extra; whoever wrote the file has loaded it

    spec = ct.utils.load_spec(str(path))
    function = spec.mlProgram.functions["main"]
    block = function.block_specializations[function.opset]
    weights = b"".join(file.read_bytes() for file in path.glob(_WEIGHTS))
    constants, operations = {}, []
    for each in block.operations:
        if each.type == "const":
            constants[each.outputs[0].name] = _value(each.attributes["val"], weights)
        else:
            takes = {name: _names(name, argument) for name, argument in each.inputs.items()}
            operations.append(Operation(work_of(WORK, each.type), takes, each.outputs[0].name))
    inputs = {each.name: tuple(each.type.multiArrayType.shape) for each in spec.description.input}
    return Program(constants, operations, inputs, list(block.outputs))


def _names(parameter: str, argument: Any) -> str | list[str]:
    """Returns the value that an operator is given, or the values, where it takes any number."""
    names = [binding.name for binding in argument.arguments]
    return names if parameter == "values" else names[0]


def _value(value: Any, weights: bytes) -> Any:
    """Returns a constant: an array, or a number or switch on its own."""
    shape = tuple(d.constant.size for d in value.type.tensorType.dimensions)
    if value.WhichOneof("value") == "blobFileValue":
        return _stored(weights, value.blobFileValue.offset).reshape(shape)
    tensor = value.immediateValue.tensor
    kind = tensor.WhichOneof("value")
    array = np.array(getattr(tensor, kind).values, np.float32 if kind == "floats" else None)
    return array.reshape(shape) if shape else array[0]


def _stored(weights: bytes, offset: int) -> Floats:
    """Returns the numbers that a weight's entry points to.

    Raises:
        ModelError: there is no such entry, or its numbers are none of 32 bits.
    """
    mark, kind, size, begin = _BLOB.unpack_from(weights, offset)
    if mark != _BLOB_MARK or kind != _BLOB_FLOAT32:
        raise ModelError(f"the Core ML file has no weights of {_FLOAT32_NAME} at {offset}")
    return np.frombuffer(weights, "<f4", size // 4, begin)


def _matmul(x: Array, y: Array, transpose_x: bool = False, transpose_y: bool = False) -> Array:
    left = np.swapaxes(x, -1, -2) if transpose_x else x
    right = np.swapaxes(y, -1, -2) if transpose_y else y
    return np.asarray(left @ right)


def _concat(values: Sequence[Array], axis: int, interleave: bool = False) -> Array:
    if interleave:
        raise ModelError("the Core ML file interleaves, which cannot be checked")
    return np.concatenate(values, axis)


def _slice(
    x: Array, begin: Sequence[int], end: Sequence[int], stride: Sequence[int] | None = None
) -> Array:
    steps = (1,) * x.ndim if stride is None else stride
    return x[tuple(map(slice, begin, end, steps))]


def _abs(x: Array) -> Array:  # NumPy's own knows no names
    return np.asarray(np.abs(x))


def _sqrt(x: Array) -> Array:
    return np.asarray(np.sqrt(x))


def _tanh(x: Array) -> Array:
    return np.asarray(np.tanh(x))


def _select(cond: Array, a: Array, b: Array) -> Array:
    return np.where(cond, a, b)


WORK: Mapping[str, Work] = MappingProxyType(
    {
        "abs": _abs,
        "add": lambda x, y: x + y,
        "concat": _concat,
        "identity": lambda x: x,
        "less_equal": lambda x, y: x <= y,
        "linear": lambda x, weight, bias=0: x @ weight.T + bias,
        "matmul": _matmul,
        "mul": lambda x, y: x * y,
        "real_div": lambda x, y: x / y,
        "sigmoid": sigmoid,
        "tanh": _tanh,
        "relu": lambda x: np.maximum(x, 0),
        "reshape": lambda x, shape: x.reshape(shape),
        "select": _select,
        "slice_by_index": _slice,
        "softmax": softmax,
        "sqrt": _sqrt,
        "sub": lambda x, y: x - y,
    }
)
"""By the name of an operator in MIL."""
