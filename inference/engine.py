"""A network as a pure function from named arrays to named arrays."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from models.card import MODEL_NAME, Card, read_card
from models.tflite import make_interpreter
from sessions.errors import ModelError

Array = npt.NDArray[np.float32]
Scores = Array
"""One answer: (heads, outputs), or one of these."""
Arrays = Mapping[str, Array]
Shape = tuple[int, ...]
Shapes = Mapping[str, Shape]

MOST_AT_ONCE = 64
"""Beyond this a batch takes no less time a window."""


class Engine(Protocol):
    """What answers; nothing of one run is left in it for the next.

    A model of windows takes ``window`` (batch, steps, channels) and gives ``scores`` (batch,
    heads, outputs). A streaming one takes ``sample`` (batch, channels) and ``state`` (batch,
    numbers), which is zero at the start of a stream, and gives scores and the next ``state``.
    One that finds the mounting of a phone also takes ``rotation`` (batch, 3, 3), which turns what
    the phone reads into what an upright one would, and gives ``upright`` (batch, 9), what an
    upright one read a while ago. Some give their ``embedding`` (batch, features), too. Samples and
    windows are in the units of the card's channels.
    """

    @property
    def card(self) -> Card:
        """What the network is."""

    @property
    def takes(self) -> Shapes:
        """The shape of each input, without the batch."""

    def run(self, inputs: Arrays) -> Arrays:
        """Returns the outputs for inputs of one batch; they are the caller's to keep."""


class TFLiteEngine:
    """A model folder run by the TFLite runtime on one thread.

    A batch goes through the network together, if it takes that; a network that was made for a
    batch of one is run once for each.

    Args:
        folder: of the model.
        card: of the network in it; by default the one that lies there.

    Raises:
        ModelError: the folder holds no model, or one that its card does not fit.
    """

    def __init__(self, folder: Path, card: Card | None = None) -> None:
        self.card = card or read_card(folder)
        path = folder / MODEL_NAME
        try:
            network = path.read_bytes()
            one = _Runner(network, self.card, 1)
        except (ValueError, RuntimeError, OSError) as error:
            first_line = str(error).splitlines()[0]
            raise ModelError(f"{path}: cannot be loaded: {first_line}") from error
        wanted = _wanted(self.card, one.takes.get("state", ()))
        if (one.takes, one.gives) != wanted:
            takes, gives = wanted
            raise ModelError(
                f"{path}: maps {one.takes} to {one.gives}, its card says {takes} to {gives}"
            )
        self.takes = one.takes
        self._network = network
        self._at_once = MOST_AT_ONCE if one.takes_any_batch else 1
        self._runners = {1: one}

    def run(self, inputs: Arrays) -> Arrays:
        count = len(next(iter(inputs.values())))
        if count <= self._at_once:
            return self._runner(count).run(inputs, count)
        step = self._at_once
        starts = range(0, count, step)
        parts = [self.run({name: a[i : i + step] for name, a in inputs.items()}) for i in starts]
        return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}

    def _runner(self, count: int) -> "_Runner":
        """Returns a runner for at least so many; there is one for each power of two."""
        batch = 1 << (count - 1).bit_length()
        if batch not in self._runners:
            self._runners[batch] = _Runner(self._network, self.card, batch)
        return self._runners[batch]


def _wanted(card: Card, state: Shape) -> tuple[Shapes, Shapes]:
    """Returns what a network takes and gives by its card; how large its state is, is its own."""
    scores = (len(card.heads_steps), card.outputs)
    if not card.streaming:
        return {"window": (card.window_steps, len(card.channels))}, {"scores": scores}
    takes: dict[str, Shape] = {"sample": (len(card.channels),), "state": state}
    gives: dict[str, Shape] = {"scores": scores, "state": state}
    if card.mounting is not None:
        takes["rotation"], gives["upright"] = (3, 3), (9,)
    if card.embedding:
        gives["embedding"] = (card.embedding,)
    return takes, gives


class _Runner:
    """A network at one size of batch; to change that would have it planned anew each time."""

    def __init__(self, network: bytes, card: Card, batch: int) -> None:
        self._batch = batch
        self._interpreter = make_interpreter(network, batch if batch > 1 else None)
        sources = self._interpreter.get_input_details()
        self.takes_any_batch = all(source["shape_signature"][0] == -1 for source in sources)
        named = [("window" if len(sources) == 1 else _name(s["name"]), s) for s in sources]
        self.takes = {name: _shape(source) for name, source in named}
        self._sources = [(name, source["index"]) for name, source in named]
        sinks = self._interpreter.get_output_details()
        names = _names(card, self.takes, sinks)
        self._scores_shape = (len(card.heads_steps), card.outputs)
        self.gives = {
            name: self._scores_shape if name == "scores" else _shape(sink)
            for name, sink in zip(names, sinks, strict=True)
        }
        self._sinks = [(name, s["index"]) for name, s in zip(names, sinks, strict=True)]

    def run(self, inputs: Arrays, count: int) -> dict[str, Array]:
        """Returns the outputs for a batch of ``count``, at most what it was made for."""
        interpreter, filling = self._interpreter, self._batch - count
        for name, index in self._sources:
            given = inputs[name]
            if filling:
                given = np.concatenate([given, np.zeros((filling, *given.shape[1:]), np.float32)])
            interpreter.set_tensor(index, given)
        interpreter.invoke()
        outputs = {name: interpreter.get_tensor(index) for name, index in self._sinks}
        if filling:
            outputs = {name: output[:count] for name, output in outputs.items()}
        outputs["scores"] = outputs["scores"].reshape(count, *self._scores_shape)
        return outputs


def _shape(detail: Mapping[str, Any]) -> Shape:
    return tuple(map(int, detail["shape"][1:]))


def _name(tensor: str) -> str:
    """Returns the name that an input had in its function: ``serving_default_state:0`` is state."""
    return re.sub(r"^serving_default_|:\d+$", "", tensor)


def _names(card: Card, takes: Shapes, sinks: Sequence[Mapping[str, Any]]) -> list[str]:
    """Returns the name of each output, which the converter forgets: they differ in shape."""
    _, gives = _wanted(card, takes.get("state", ()))
    names = {shape: name for name, shape in gives.items()}
    if len(card.heads_steps) == 1:
        names[card.outputs,] = "scores"
    return [names.get(_shape(sink), f"output {_shape(sink)}") for sink in sinks]
