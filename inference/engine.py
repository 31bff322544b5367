"""One network as a function from a window to scores."""

from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from models.card import MODEL_NAME, Card, read_card
from sessions.errors import ModelError

Scores = npt.NDArray[np.float32]
Window = npt.NDArray[np.float32]
Windows = npt.NDArray[np.float32]

MOST_AT_ONCE = 64
"""Beyond this a batch takes no less time a window."""


class Engine(Protocol):
    """What gives scores for windows."""

    @property
    def card(self) -> Card:
        """What the network is."""

    def scores(self, window: Window) -> Scores:
        """Returns a score per class, shape (classes,), for a window of shape (steps, channels).

        The window is in the units of the card's channels; the scores sum to 1.
        """

    def scores_of(self, windows: Windows) -> Scores:
        """Returns (windows, classes) for windows of shape (windows, steps, channels)."""


class TFLiteEngine:
    """A model folder run by the TFLite runtime on one thread.

    Several windows at once go through the network together, if it takes that; a network that was
    made for a batch of one is run once for each.

    Raises:
        ModelError: the folder holds no model, or one that its card does not fit.
    """

    def __init__(self, folder: Path) -> None:
        self.card = read_card(folder)
        path = folder / MODEL_NAME
        try:
            network = path.read_bytes()
            self._one = _Runner(network, 1)
        except (ValueError, RuntimeError, OSError) as error:
            first_line = str(error).splitlines()[0]
            raise ModelError(f"{path}: cannot be loaded: {first_line}") from error
        self._check_shapes(path)
        self._network = network
        self._at_once = MOST_AT_ONCE if self._one.takes_any_batch else 1
        self._runners = {1: self._one}

    def scores(self, window: Window) -> Scores:
        scores: Scores = self._one.run(window[np.newaxis])[0]
        return scores

    def scores_of(self, windows: Windows) -> Scores:
        step = self._at_once
        parts = [windows[first : first + step] for first in range(0, len(windows), step)]
        return np.concatenate([self._runner(len(part)).run(part) for part in parts])

    def _runner(self, count: int) -> "_Runner":
        """Returns a runner for at least so many windows; there is one for each power of two."""
        batch = 1 << (count - 1).bit_length()
        if batch not in self._runners:
            self._runners[batch] = _Runner(self._network, batch)
        return self._runners[batch]

    def _check_shapes(self, path: Path) -> None:
        card = self.card
        wanted = ((1, card.window_steps, len(card.channels)), (1, len(card.classes)))
        if self._one.shapes != wanted:
            takes, gives = self._one.shapes
            raise ModelError(f"{path}: maps {takes} to {gives}, its card says {wanted}")


class _Runner:
    """A network at one size of batch; to change that would have it planned anew each time."""

    def __init__(self, network: bytes, batch: int) -> None:
        from ai_edge_litert import interpreter as litert  # noqa: PLC0415 - 0.1 s and 15 MB

        self._interpreter = litert.Interpreter(
            model_content=network,
            num_threads=1,
            # The default delegate announces itself on stderr and gains nothing at this size.
            experimental_op_resolver_type=litert.OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES,
        )
        source = self._interpreter.get_input_details()[0]
        self.takes_any_batch = bool(source["shape_signature"][0] == -1)
        if batch > 1:
            self._interpreter.resize_tensor_input(source["index"], (batch, *source["shape"][1:]))
        self._interpreter.allocate_tensors()
        sink = self._interpreter.get_output_details()[0]
        self.shapes = (tuple(map(int, source["shape"])), tuple(map(int, sink["shape"])))
        self._source, self._sink = source["index"], sink["index"]
        self._batch = np.zeros((batch, *source["shape"][1:]), np.float32)

    def run(self, windows: Windows) -> Scores:
        """Returns the scores of as many windows as it was made for, or fewer."""
        count = len(windows)
        self._batch[:count] = windows
        self._interpreter.set_tensor(self._source, self._batch)
        self._interpreter.invoke()
        scores: Scores = self._interpreter.get_tensor(self._sink)[:count]
        return scores
