"""One network as a function from a window to scores."""

from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from models.card import MODEL_NAME, Card, read_card
from sessions.errors import ModelError

Scores = npt.NDArray[np.float32]
Window = npt.NDArray[np.float32]


class Engine(Protocol):
    """What gives scores for windows."""

    @property
    def card(self) -> Card:
        """What the network is."""

    def scores(self, window: Window) -> Scores:
        """Returns a score per class, shape (classes,), for a window of shape (steps, channels).

        The window is in the units of the card's channels; the scores sum to 1.
        """


class TFLiteEngine:
    """A model folder run by the TFLite runtime on one thread.

    Raises:
        ModelError: the folder holds no model, or one that its card does not fit.
    """

    def __init__(self, folder: Path) -> None:
        from ai_edge_litert import interpreter as litert  # noqa: PLC0415 - 0.1 s and 15 MB

        self.card = read_card(folder)
        path = folder / MODEL_NAME
        try:
            self._interpreter = litert.Interpreter(
                model_path=str(path),
                num_threads=1,
                # The default delegate announces itself on stderr and gains nothing at this size.
                experimental_op_resolver_type=litert.OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES,
            )
            self._interpreter.allocate_tensors()
        except (ValueError, RuntimeError, OSError) as error:
            first_line = str(error).splitlines()[0]
            raise ModelError(f"{path}: cannot be loaded: {first_line}") from error
        self._input = self._interpreter.get_input_details()[0]["index"]
        self._output = self._interpreter.get_output_details()[0]["index"]
        self._check_shapes(path)
        self._batch = np.zeros((1, self.card.window_steps, len(self.card.channels)), np.float32)

    def scores(self, window: Window) -> Scores:
        self._batch[0] = window
        self._interpreter.set_tensor(self._input, self._batch)
        self._interpreter.invoke()
        scores: Scores = self._interpreter.get_tensor(self._output)[0]
        return scores

    def _check_shapes(self, path: Path) -> None:
        card = self.card
        shapes = (
            tuple(self._interpreter.get_input_details()[0]["shape"]),
            tuple(self._interpreter.get_output_details()[0]["shape"]),
        )
        wanted = ((1, card.window_steps, len(card.channels)), (1, len(card.classes)))
        if shapes != wanted:
            raise ModelError(f"{path}: maps {shapes[0]} to {shapes[1]}, its card says {wanted}")
