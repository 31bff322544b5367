"""Movement that is done again and again, whatever it is: how it is noticed, and from when on.

The way in which a device is turned over the last moments is laid over the moments before: a motif
that comes back is an exercise, known or not. How much somebody moves says far less, because
people walk about in the breaks. It is the self-join of the matrix profile (C.-C. M. Yeh and
others, ICDM 2016) with a similarity that wants movements of equal size and is 0 for small ones.
"""

import math
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import groupby

import numpy as np
import numpy.typing as npt
from msgspec.structs import replace

from models.card import Unknown
from models.periods import alike
from models.vectors import layout
from models.windows import Floats, WindowBuffer
from sessions.channels import AXES
from sessions.frames import Phase
from sessions.recording import Recording

MOST_OF_SET_BREAKS = 0.01
"""Share of their time that may be told as an unknown movement."""
LIKENESSES = tuple(n / 100 for n in range(30, 100))
"""From which likeness on it may be told; less is no repetition."""

Likenesses = npt.NDArray[np.float64]


def followed(channels: Sequence[str]) -> tuple[str, ...]:
    """Returns the vector that is looked at: the first one in g, gravity where it is told.

    Args:
        channels: columns, named as ``phone.gravity_x_g``.

    Returns:
        Its three columns; none if there is no such vector.
    """
    vectors = layout(channels).channels
    starts = range(0, len(vectors), len(AXES))
    in_g = [vectors[at : at + len(AXES)] for at in starts if vectors[at].endswith("_g")]
    return in_g[0] if in_g else ()


class Likeness:
    """How much the latest movement of a stream is like one shortly before.

    Turning the device differently changes nothing: what is compared are inner products.

    Args:
        settings: how long a movement is and how far back it is looked for.
        rate_hz: of the rows.
    """

    def __init__(self, settings: Unknown, rate_hz: float) -> None:
        self._steps = max(2, round(settings.motif_s * rate_hz))
        self._soonest = max(1, round(settings.soonest_s * rate_hz))
        self._small = 2 * settings.small_g2 * self._steps
        self._kept = max(self._soonest, round(settings.latest_s * rate_hz)) + 1
        values = len(AXES) * self._steps
        self._recent = WindowBuffer(self._steps, len(AXES))
        self._before = WindowBuffer(max(self._kept, round(settings.recall_s * rate_hz)), values + 1)
        self._movement = np.empty(values + 1, np.float32)  # and its energy

    @property
    def small(self) -> float:
        """Energy of a movement that is hardly one."""
        return self._small

    def push(self, vector: Floats) -> float:
        """Takes the next row, (3,) in g, and returns the likeness, 0 to 1."""
        window = self._recent.push(vector)
        if window is None:
            return 0.0
        movement = self._movement[:-1]
        np.subtract(window, window.mean(axis=0), out=movement.reshape(window.shape))
        self._movement[-1] = movement @ movement
        self._before.push(self._movement)
        past = self._before.latest(self._kept)[: -self._soonest]
        return max(0.0, float(alike(past, self._movement, self._small).max(initial=0.0)))

    def latest(self, count: int) -> Floats:
        """Returns the movements that ended with the latest rows, as many as there are.

        They are as `motifs` has them; it is a view that is valid until the next push.
        """
        return self._before.latest(count)

    def clear(self) -> None:
        """Forgets every row: what follows is another stream."""
        self._recent.clear()
        self._before.clear()


class Repeated:
    """Whether something is done again and again, from likenesses: their mean, with hysteresis.

    Args:
        settings: from which mean on it is told, and below which share of that not any more.
        rate_hz: of the likenesses.
    """

    def __init__(self, settings: Unknown, rate_hz: float) -> None:
        self._share = -math.expm1(-1 / (settings.mean_s * rate_hz))
        self._from = settings.told_from
        self._until = settings.told_from * settings.until_share
        self._mean = 0.0
        self.is_told = False

    def push(self, likeness: float) -> bool:
        """Takes the next likeness, 0 to 1, and returns whether it is told."""
        self._mean += self._share * (likeness - self._mean)
        self.is_told = self._mean >= (self._until if self.is_told else self._from)
        return self.is_told

    def clear(self) -> None:
        """Takes that nothing has been done lately."""
        self._mean, self.is_told = 0.0, False


def unknown_settings(recordings: Sequence[Recording], channels: Sequence[str]) -> Unknown | None:
    """Returns from when on movement is to be told as an unknown one; None: nothing says so.

    It is the lowest likeness with which at most 1 % of the time in set breaks is told so. What
    exercises there are has no part in it.

    Args:
        recordings: of the training people, all of one rate.
        channels: the network's, by column; it may be that there is no vector among them.
    """
    vector = followed(channels)
    if not vector:
        return None
    rate_hz = recordings[0].rate_hz
    settings = Unknown(told_from=LIKENESSES[-1])
    breaks = [each for recording in recordings for each in _breaks(settings, recording, vector)]
    if not breaks:
        return None

    def told_less(told_from: float) -> float:
        return -_told_share(replace(settings, told_from=told_from), breaks, rate_hz)

    place = bisect_left(LIKENESSES, -MOST_OF_SET_BREAKS, key=told_less)
    return replace(settings, told_from=LIKENESSES[min(place, len(LIKENESSES) - 1)])


def _breaks(settings: Unknown, recording: Recording, vector: Sequence[str]) -> Iterable[Likenesses]:
    """Yields the likenesses of each set break."""
    likeness, labels = Likeness(settings, recording.rate_hz), recording.labels
    alike = np.array([_pushed(likeness, row) for row in rows_of(recording, vector)])
    in_break = groupby(range(len(labels)), key=lambda row: labels[row].phase is Phase.SET_BREAK)
    for is_break, rows in in_break:
        if is_break:
            yield alike[list(rows)]


def rows_of(recording: Recording, vector: Sequence[str]) -> Floats:
    """Returns some columns of a recording, (rows, columns); NaN is missing."""
    columns = [channel.column for channel in recording.channels]
    places = [columns.index(column) for column in vector]
    return np.array([[frame.values[at] for at in places] for frame in recording.frames], np.float32)


def _pushed(likeness: Likeness, row: Floats) -> float:
    if not np.isnan(row).any():
        return likeness.push(row)
    likeness.clear()
    return 0.0


def _told_share(settings: Unknown, breaks: Sequence[Likenesses], rate_hz: float) -> float:
    """Returns the share of set breaks' time that would be told as an unknown movement."""
    told = 0
    for each in breaks:
        repeated = Repeated(settings, rate_hz)
        told += sum(repeated.push(float(likeness)) for likeness in each)
    return told / sum(map(len, breaks))
