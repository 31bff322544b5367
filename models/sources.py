"""What is exported: trained networks, how they are asked, and what has to be answered."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

import numpy as np

from models.comparing import Arrays, Step, follow, reference
from models.coreml.program import StepProgram, Var
from models.coreml.windowprogram import window_outputs
from models.export import frozen
from models.networks import Model, tensorflow
from models.stepping import Stepper
from models.tcn import Networks
from models.windows import Floats

Write = Callable[[Any, Mapping[str, Var]], Sequence[Var]]
"""Writes the operators of a Core ML program, given coremltools' builder and the inputs by name."""


class Source(Protocol):
    """Trained networks, and rows on which what is made of them is compared with them."""

    @property
    def inputs(self) -> Mapping[str, tuple[int, ...]]:
        """The shape of each input by name, without the batch."""

    @property
    def rows(self) -> int:
        """How many times an export is asked."""

    @property
    def expected(self) -> Arrays:
        """What an export has to answer, each (rows, ...)."""

    def concrete(self) -> Any:
        """Returns a concrete function of TensorFlow with its weights as constants."""

    def program(self, mb: Any, given: Mapping[str, Var]) -> Sequence[Var]:
        """Writes the operators for Core ML and returns what they end in.

        Args:
            mb: coremltools' builder.
            given: each input, of a batch of one.

        Raises:
            ModelError: it has one that is not written for Core ML.
        """

    def ask(self, export: Step) -> Arrays:
        """Returns what an export answers, each (rows, ...)."""


class StreamSource:
    """Streaming networks: asked row by row, with the state given back.

    Args:
        networks: trained.
        x: (rows, channels); NaN is missing.
    """

    def __init__(self, networks: Networks, x: Floats) -> None:
        self._networks = networks
        self._stepper = Stepper(networks)
        self._x = x
        self.inputs = self._stepper.inputs
        self.rows = len(x)
        self.expected: Arrays = reference(networks, x)

    def concrete(self) -> Any:
        return self._stepper.concrete()

    def program(self, mb: Any, given: Mapping[str, Var]) -> Sequence[Var]:
        return StepProgram(self._networks, mb).outputs(**given)

    def ask(self, export: Step) -> Arrays:
        return follow(self._networks, export, self._x)


WINDOW, SCORES = "window", "scores"


class WindowSource:
    """A network of windows: asked one window after the other.

    Args:
        model: (batch, steps, channels) to (batch, classes).
        windows: (windows, steps, channels).
    """

    def __init__(self, model: Model, windows: Floats) -> None:
        self._model = model
        self._windows = windows
        self.inputs = {WINDOW: windows.shape[1:]}
        self.rows = len(windows)
        answers = model.predict(windows, batch_size=len(windows), verbose=0)
        self.expected: Arrays = {SCORES: np.asarray(answers)}

    def concrete(self) -> Any:
        tf, constant = tensorflow(), frozen(self._model)
        given = tf.TensorSpec((None, *self.inputs[WINDOW]), tf.float32, name=WINDOW)
        answer = tf.function(lambda window: {SCORES: constant(window)[0]}, autograph=False)
        return answer.get_concrete_function(given)

    def program(self, mb: Any, given: Mapping[str, Var]) -> Sequence[Var]:
        return [window_outputs(self._model, mb, given[WINDOW])]

    def ask(self, export: Step) -> Arrays:
        told = [export({WINDOW: window[np.newaxis]}) for window in self._windows]
        return {SCORES: np.concatenate([each[SCORES] for each in told])}
