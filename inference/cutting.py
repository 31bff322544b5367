"""From frames to the windows that a network looks at."""

import math
from collections.abc import Sequence

import numpy as np

from inference.engine import Window
from models.card import Card
from models.windows import HOLD_S, Hold, WindowBuffer
from sessions.errors import UsageError
from sessions.frames import Frame


class Cutter:
    """Gives the window that ends with each frame.

    Args:
        card: of the network.
        columns: names of a frame's values.
        rate_hz: of the frames.

    Raises:
        UsageError: the frames lack a channel of the model, or come at another rate.
    """

    def __init__(self, card: Card, columns: Sequence[str], rate_hz: float) -> None:
        lacking = [column for column in card.channels if column not in columns]
        if lacking:
            raise UsageError(f"the model needs {', '.join(lacking)}; the source does not give that")
        if not math.isclose(rate_hz, card.rate_hz):
            raise UsageError(f"the model wants {card.rate_hz:g} Hz, the frames have {rate_hz:g} Hz")
        self._indices = np.array([columns.index(column) for column in card.channels])
        self._buffer = WindowBuffer(card.window_steps, len(card.channels))
        self._hold = Hold(len(card.channels), round(HOLD_S * card.rate_hz))

    def push(self, frame: Frame) -> Window | None:
        """Takes the next frame.

        Returns:
            (window_steps, channels), valid until the next push; None while too little is there,
            at the beginning and after a long gap.
        """
        values = np.asarray(frame.values, np.float32)[self._indices]
        row = self._hold.push(values)
        if row is None:
            self._buffer.clear()  # what follows is another stream
            return None
        return self._buffer.push(row)
