"""Reading an ``.mlmodel`` whose model is a neural network, to be worked out.

The layers are those of coremltools, ``mlmodel/format/NeuralNetwork.proto``.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from models.coreml.evaluating import Operation, Program, Work, sigmoid, softmax, work_of
from models.windows import Floats
from sessions.errors import ModelError

Array = npt.NDArray[Any]
_LAST_AXES = {"WIDTH_AXIS": -1, "HEIGHT_AXIS": -2, "CHANNEL_AXIS": -3}
_CONSTANT = "loadConstantND"


def read_mlmodel(path: Path) -> Program:
    """Reads a file.

    Raises:
        ModelError: it holds something that cannot be worked out.
    """
    import coremltools as ct  # noqa: PLC0415 # an extra; whoever wrote the file has loaded it

    spec = ct.utils.load_spec(str(path))
    constants: dict[str, Floats] = {}
    operations: list[Operation] = []
    for layer in spec.neuralNetwork.layers:
        kind = layer.WhichOneof("layer")
        settings = getattr(layer, kind)
        if kind == _CONSTANT:
            constants[layer.output[0]] = _floats(settings.data).reshape(tuple(settings.shape))
            continue
        work = work_of(WORK, kind)(settings)
        operations.append(Operation(_of_list(work), {"values": list(layer.input)}, layer.output[0]))
    inputs = {each.name: tuple(each.type.multiArrayType.shape) for each in spec.description.input}
    outputs = [each.name for each in spec.description.output]
    return Program(constants, operations, inputs, outputs)


def _of_list(work: Work) -> Work:
    return lambda values: work(*values)


def _floats(weights: Any) -> Floats:
    return np.array(weights.floatValue, np.float32)


def _inner(settings: Any) -> Work:
    weight = _floats(settings.weights).reshape(settings.outputChannels, settings.inputChannels)
    bias = _floats(settings.bias) if settings.hasBias else np.float32(0)
    return lambda x: x @ weight.T + bias


def _with_alpha(work: Callable[[Array, Any], Array]) -> Callable[[Any], Work]:
    """Returns what does a layer of two arrays of one shape, or of one array and a number."""

    def made(settings: Any) -> Work:
        def done(x: Array, *others: Array) -> Array:
            if not others:
                return work(x, np.float32(settings.alpha))
            (y,) = others
            if x.shape != y.shape:
                raise ModelError(f"a layer of the Core ML file joins {x.shape} and {y.shape}")
            return work(x, y)

        return done

    return made


def _matmul(settings: Any) -> Work:
    def done(x: Array, y: Array) -> Array:
        left = np.swapaxes(x, -1, -2) if settings.transposeA else x
        right = np.swapaxes(y, -1, -2) if settings.transposeB else y
        return np.asarray(left @ right)

    return done


def _activation(settings: Any) -> Work:
    kind = settings.WhichOneof("NonlinearityType")
    if kind == "linear":
        alpha, beta = np.float32(settings.linear.alpha), np.float32(settings.linear.beta)
        return lambda x: alpha * x + beta
    return work_of({"ReLU": lambda x: np.maximum(x, 0), "sigmoid": sigmoid, "tanh": np.tanh}, kind)


def _unary(settings: Any) -> Work:
    kind = settings.Operation.Name(settings.type)
    work = work_of({"ABS": np.abs, "SQRT": np.sqrt}, kind)
    return lambda x: work(np.float32(settings.scale) * x + np.float32(settings.shift))


def _slice(settings: Any) -> Work:
    axis = _LAST_AXES[settings.SliceAxis.Name(settings.axis)]
    taken = slice(settings.startIndex, settings.endIndex, settings.stride)
    return lambda x: x[(..., taken, *[slice(None)] * (-1 - axis))]


WORK: Mapping[str, Callable[[Any], Work]] = MappingProxyType(
    {
        "activation": _activation,
        "add": _with_alpha(lambda x, y: x + y),
        "addBroadcastable": lambda _: lambda x, y: x + y,
        "batchedMatmul": _matmul,
        "concatND": lambda settings: lambda *values: np.concatenate(values, settings.axis),
        "copy": lambda _: lambda x: x,
        "divideBroadcastable": lambda _: lambda x, y: x / y,
        "innerProduct": _inner,
        "lessEqual": _with_alpha(lambda x, y: x <= y),
        "multiply": _with_alpha(lambda x, y: x * y),
        "multiplyBroadcastable": lambda _: lambda x, y: x * y,
        "reshapeStatic": lambda settings: lambda x: x.reshape(tuple(settings.targetShape)),
        "slice": _slice,
        "softmaxND": lambda settings: lambda x: softmax(x, settings.axis),
        "subtractBroadcastable": lambda _: lambda x, y: x - y,
        "unary": _unary,
        "whereBroadcastable": lambda _: np.where,
    }
)
"""By the kind of a layer: what makes of its settings what does it."""
