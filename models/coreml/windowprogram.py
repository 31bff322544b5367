"""A network of windows as a program in Core ML's own language, MIL, layer by layer.

The LSTMs are written out, step by step, in operators that every system has: Core ML's own differ
in the order of their gates from one of its formats to the next.
"""

from typing import Any

import numpy as np

from models.networks import Model
from sessions.errors import ModelError

Var = Any
"""A value of a program; coremltools has no type information."""


def window_outputs(model: Model, mb: Any, window: Var) -> Var:
    """Writes the operators and returns the scores, (1, classes).

    Args:
        model: a Keras model, one layer after the other.
        mb: coremltools' builder.
        window: (1, steps, channels).

    Raises:
        ModelError: it has a layer that is not written for Core ML.
    """
    x = mb.reshape(x=window, shape=window.shape[1:])
    for layer in model.layers[1:]:  # the first is the input
        kind = type(layer).__name__
        if kind not in _LAYERS:
            raise ModelError(f"a network with a layer '{kind}' is not written for Core ML")
        x = _LAYERS[kind](mb, layer, x)
    return mb.softmax(x=x, axis=-1, name="scores")


def _normalised(mb: Any, layer: Any, x: Var) -> Var:
    mean, variance = (np.array(each).reshape(1, -1) for each in (layer.mean, layer.variance))
    return mb.real_div(x=mb.sub(x=x, y=_like(x, mean)), y=_like(x, np.sqrt(variance)))


def _convolved(mb: Any, layer: Any, x: Var) -> Var:
    """Returns (steps, filters): each step's taps side by side, times the kernel."""
    kernel, bias = layer.get_weights()
    width, channels, filters = kernel.shape
    (stride,) = layer.strides
    steps = (x.shape[0] - width) // stride + 1
    taps = [_rows(mb, x, tap, tap + (steps - 1) * stride + 1, stride) for tap in range(width)]
    weight = kernel.reshape(width * channels, filters).T
    return mb.relu(x=mb.linear(x=mb.concat(values=taps, axis=1), weight=weight, bias=bias))


def _remembered(mb: Any, layer: Any, x: Var) -> Var:
    """Returns what an LSTM tells at each step, (steps, units), or at the last one, (1, units)."""
    kernel, recurrent, bias = layer.get_weights()
    given = mb.linear(x=x, weight=kernel.T, bias=bias)
    told: list[Var] = []
    hidden = cell = np.zeros((1, layer.units), np.float32)
    for step in range(x.shape[0]):
        recalled = mb.linear(x=hidden, weight=recurrent.T)
        gates = mb.add(x=_rows(mb, given, step, step + 1), y=recalled)
        hidden, cell = _cell(mb, gates, cell, layer.units)
        told.append(hidden)
    return mb.concat(values=told, axis=0) if layer.return_sequences else hidden


def _cell(mb: Any, gates: Var, cell: Var, units: int) -> tuple[Var, Var]:
    """Returns an LSTM's output and its cell after a step, (1, units) each.

    The gates, (1, 4 · units), lie as Keras has them: input, forget, cell, output.
    """
    i, f, c, o = (
        mb.slice_by_index(x=gates, begin=[0, n * units], end=[1, (n + 1) * units]) for n in range(4)
    )
    new = mb.mul(x=mb.sigmoid(x=i), y=mb.tanh(x=c))
    cell = mb.add(x=mb.mul(x=mb.sigmoid(x=f), y=cell), y=new)
    return mb.mul(x=mb.sigmoid(x=o), y=mb.tanh(x=cell)), cell


def _dense(mb: Any, layer: Any, x: Var) -> Var:
    kernel, bias = layer.get_weights()
    return mb.linear(x=x, weight=kernel.T, bias=bias)


def _rows(mb: Any, x: Var, begin: int, end: int, stride: int = 1) -> Var:
    if stride == 1:
        return mb.slice_by_index(x=x, begin=[begin, 0], end=[end, x.shape[1]])
    return mb.slice_by_index(x=x, begin=[begin, 0], end=[end, x.shape[1]], stride=[stride, 1])


def _like(x: Var, row: Any) -> Any:
    """Returns a row repeated: the older of Core ML's formats joins arrays of one shape."""
    return np.broadcast_to(row, x.shape).astype(np.float32)


_LAYERS = {
    "Normalization": _normalised,
    "Conv1D": _convolved,
    "LSTM": _remembered,
    "Dropout": lambda _, __, x: x,
    "Dense": _dense,
}
