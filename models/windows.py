"""Sliding windows over frames: all at once for training, one after the other live.

A window of ``length`` rows whose last row is t answers for row t - delay: with 40 rows and a
delay of 20, rows i-19 to i+20 say what happens at row i.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.labels import Ints
from sessions.errors import UsageError

Floats = npt.NDArray[np.float32]
Bools = npt.NDArray[np.bool_]

WINDOW_S, DELAY_S = 4.0, 2.0
"""The original's window, and how much of it lies after the row that is labelled."""
HOLD_S = 2.0
"""How long a missing value is stood in for by its last one; after that the window starts anew."""


@dataclass(frozen=True, slots=True)
class Windowing:
    """How a series is cut into windows.

    Attributes:
        length_steps: rows in a window.
        delay_steps: how many of them lie after the one that is labelled.
        stride_steps: rows from one window to the next.
    """

    length_steps: int = 40
    delay_steps: int = 20
    stride_steps: int = 1

    def __post_init__(self) -> None:
        if not 0 <= self.delay_steps < self.length_steps or self.stride_steps < 1:
            raise UsageError(
                f"no window has {self.length_steps} rows, {self.delay_steps} of them after "
                f"the labelled one, and a stride of {self.stride_steps}"
            )

    @classmethod
    def at(cls, rate_hz: float) -> "Windowing":
        """Returns the original's windows at a rate, one beginning at each row."""
        return cls(round(WINDOW_S * rate_hz), round(DELAY_S * rate_hz))

    def windows(self, x: Floats) -> Floats:
        """Returns the windows of one series as a read-only view.

        Args:
            x: (frames, channels).

        Returns:
            (windows, length_steps, channels); no windows if the series is shorter than one.
        """
        if len(x) < self.length_steps:
            return np.empty((0, self.length_steps, x.shape[1]), np.float32)
        view = np.lib.stride_tricks.sliding_window_view(x, self.length_steps, axis=0)
        return view[:: self.stride_steps].swapaxes(1, 2)

    def labels(self, labels: Ints) -> Ints:
        """Returns the label of each window; (frames,) becomes (windows,)."""
        first = self.length_steps - 1 - self.delay_steps
        return labels[first : max(len(labels) - self.delay_steps, first) : self.stride_steps]


class Hold:
    """Stands in for missing values (NaN): each channel keeps its last one, for a while.

    After more than ``most_steps`` rows in a row with something missing, everything is forgotten
    and no row is complete until every channel has been heard again. A channel that may be missing
    only becomes NaN after that while, or before it was ever heard, and no other waits for it.

    Args:
        channels: how many there are.
        most_steps: rows that a value stands in for.
        optional: (channels,), which of them may be missing; none by default.
    """

    def __init__(self, channels: int, most_steps: int, optional: Bools | None = None) -> None:
        self._row = np.full(channels, np.nan, np.float32)
        self._most_steps = most_steps
        self._required = np.ones(channels, np.bool_) if optional is None else ~optional
        self._missing_steps = np.zeros(channels, np.int64)
        self._held_steps = 0

    def push(self, row: Floats) -> Floats | None:
        """Takes the next row, (channels,), and returns it complete; None while it cannot be.

        What is returned is valid until the next push.
        """
        missing = np.isnan(row)
        self._missing_steps += 1
        self._missing_steps *= missing
        self._held_steps = self._held_steps + 1 if (missing & self._required).any() else 0
        if self._held_steps > self._most_steps:
            self._row.fill(np.nan)
        np.copyto(self._row, row, where=~missing)
        self._row[self._missing_steps > self._most_steps] = np.nan
        return None if (np.isnan(self._row) & self._required).any() else self._row

    def clear(self) -> None:
        """Forgets every value."""
        self._row.fill(np.nan)


def hold_missing(x: Floats, rate_hz: float, optional: Bools | None = None) -> Floats:
    """Returns a copy of a series as `Hold` completes it; rows that it cannot are all NaN.

    Args:
        x: (frames, channels).
        rate_hz: of the frames.
        optional: (channels,), which of them may be missing; none by default.
    """
    hold = Hold(x.shape[1], round(HOLD_S * rate_hz), optional)
    held = np.full_like(x, np.nan)
    for row, place in zip(x, held, strict=True):
        complete = hold.push(row)
        if complete is not None:
            place[:] = complete
    return held


class WindowBuffer:
    """The latest window of a stream.

    Each row is written twice, ``length_steps`` apart, so that the window is contiguous wherever
    it begins: nothing is moved and nothing allocated per push.
    """

    def __init__(self, length_steps: int, channels: int) -> None:
        self._length_steps = length_steps
        self._rows = np.empty((2 * length_steps, channels), np.float32)
        self._count = 0

    def push(self, row: Floats) -> Floats | None:
        """Takes the next row, (channels,), and returns the window that ends with it.

        Returns:
            (length_steps, channels), a view that is valid until the next push; None until there
            are so many rows.
        """
        place = self._count % self._length_steps
        self._rows[place] = row
        self._rows[place + self._length_steps] = row
        self._count += 1
        if self._count < self._length_steps:
            return None
        return self._rows[place + 1 : place + 1 + self._length_steps]

    def latest(self, count: int) -> Floats:
        """Returns the latest rows, at most ``count`` and so many as there are.

        Returns:
            (rows, channels), a view that is valid until the next push.
        """
        end = (self._count - 1) % self._length_steps + self._length_steps + 1
        return self._rows[end - min(count, self._count, self._length_steps) : end]

    def clear(self) -> None:
        """Forgets every row: what follows is another stream."""
        self._count = 0
