"""What a network is asked about each frame of one stream, and what becomes of its answers.

To look at a frame is a generator: it yields the inputs of each run of the network that it needs,
is sent the outputs, and returns the scores. So one stream can be looked at alone, and many
together with their inputs in one batch, by the same code.
"""

import math
from collections.abc import Callable, Generator, Sequence
from typing import Protocol, TypeVar

import numpy as np

from inference.engine import Array, Arrays, Engine, Scores
from inference.mounting import Finder, Mounted
from models.card import Card
from models.windows import HOLD_S, Hold, WindowBuffer
from sessions.errors import UsageError
from sessions.frames import Frame

Looking = Generator[Arrays, Arrays, Scores | None]
"""What it yields has a batch of one, and is valid until the answer; it returns (heads, outputs)."""

Found = TypeVar("Found")


def run_through(
    looking: Generator[Arrays, Arrays, Found], run: Callable[[Arrays], Arrays]
) -> Found:
    """Returns what is found by looking, with a network that is run at once each time."""
    try:
        inputs = next(looking)
        while True:
            inputs = looking.send(run(inputs))
    except StopIteration as end:
        found: Found = end.value
        return found


class Watcher(Protocol):
    """Looks at one stream of frames with a network."""

    @property
    def mounted(self) -> Mounted | None:
        """How the phone sits; None where nobody asks."""

    def look(self, frame: Frame) -> Looking:
        """Looks at the next frame, once the one before it has been looked at.

        It returns None while too little is there: at the beginning and after a long gap.
        """

    def restart(self) -> None:
        """Forgets every frame: what follows is another stream, of the same phone."""


def watcher(engine: Engine, columns: Sequence[str], rate_hz: float) -> Watcher:
    """Returns what looks at a stream for a network.

    Args:
        engine: the network.
        columns: names of a frame's values.
        rate_hz: of the frames.

    Raises:
        UsageError: the frames lack a channel of the model, or come at another rate.
    """
    rows = Rows(engine.card, columns, rate_hz)
    return StateWatcher(engine, rows) if engine.card.streaming else WindowWatcher(engine, rows)


class Rows:
    """A network's rows from frames: its channels alone, with what is missing stood in for."""

    def __init__(self, card: Card, columns: Sequence[str], rate_hz: float) -> None:
        lacking = [c for c in card.channels if c not in {*columns, *card.optional}]
        if lacking:
            raise UsageError(f"the model needs {', '.join(lacking)}; the source does not give that")
        if not math.isclose(rate_hz, card.rate_hz):
            raise UsageError(f"the model wants {card.rate_hz:g} Hz, the frames have {rate_hz:g} Hz")
        given = [place for place, column in enumerate(card.channels) if column in columns]
        self._places = np.array(given)
        self._indices = np.array([columns.index(card.channels[place]) for place in given])
        self._row = np.full(len(card.channels), np.nan, np.float32)
        optional = np.array([channel in card.optional for channel in card.channels])
        self._hold = Hold(len(card.channels), round(HOLD_S * rate_hz), optional)

    def push(self, frame: Frame) -> Array | None:
        """Returns the next row, (channels,), valid until the next push; None in a long gap."""
        self._row[self._places] = np.asarray(frame.values, np.float32)[self._indices]
        return self._hold.push(self._row)

    def restart(self) -> None:
        """Forgets what stands in for missing values."""
        self._hold.clear()


class WindowWatcher:
    """Shows a network the window that ends with each frame."""

    mounted = None

    def __init__(self, engine: Engine, rows: Rows) -> None:
        self._rows = rows
        self._window = WindowBuffer(engine.card.window_steps, len(engine.card.channels))

    def look(self, frame: Frame) -> Looking:
        row = self._rows.push(frame)
        if row is None:
            self.restart()
            return None
        window = self._window.push(row)
        if window is None:
            return None
        outputs = yield {"window": window[np.newaxis]}
        return first(outputs)

    def restart(self) -> None:
        self._rows.restart()
        self._window.clear()


class StateWatcher:
    """Shows a network each frame and keeps its state.

    Where the mounting has to be found, each row is shown as an upright phone would read it. When
    another one is found, what came lately is shown again: so much as the network sees at once, so
    that nothing is left of how that was seen before. What the state holds of longer ago does not
    depend on the rotation and is kept, unless the phone turns out to be on the other arm.
    """

    def __init__(self, engine: Engine, rows: Rows) -> None:
        card = engine.card
        self._rows = rows
        self._finder = Finder(card) if card.mounting else None
        self._steps = card.window_steps
        self._recent = WindowBuffer(self._steps, len(card.channels))
        self._no_state = np.zeros((1, *engine.takes["state"]), np.float32)
        self._sample = np.empty((1, len(card.channels)), np.float32)
        self._inputs = {"sample": self._sample, "state": self._no_state}

    @property
    def mounted(self) -> Mounted | None:
        return self._finder.mounted if self._finder else None

    def look(self, frame: Frame) -> Looking:
        row = self._rows.push(frame)
        if row is None:
            self.restart()
            return None
        is_full = self._recent.push(row) is not None
        outputs = yield from self._show(row)
        if self._finder:
            mirrored = self._finder.mirrored
            if self._finder.push(row, outputs["upright"][0]):
                outputs = yield from self._show_again(anew=self._finder.mirrored != mirrored)
        return first(outputs) if is_full else None

    def restart(self) -> None:
        self._rows.restart()
        self._recent.clear()
        self._inputs["state"] = self._no_state
        if self._finder:
            self._finder.restart()

    def _show_again(self, *, anew: bool) -> Generator[Arrays, Arrays, Arrays]:
        if anew:
            self._inputs["state"] = self._no_state
        outputs: Arrays = {}
        for row in self._recent.latest(self._steps):
            outputs = yield from self._show(row)
        return outputs

    def _show(self, row: Array) -> Generator[Arrays, Arrays, Arrays]:
        self._sample[0] = row
        if self._finder:
            self._finder.mirror(self._sample[0])
            self._inputs["rotation"] = self._finder.rotation
        outputs = yield self._inputs
        self._inputs["state"] = outputs["state"]
        return outputs


def first(outputs: Arrays) -> Scores:
    """Returns the scores, (heads, outputs), of the first of a batch."""
    scores: Scores = outputs["scores"][0]
    return scores
