"""Counting how often a movement is done that nobody has a name for."""

from collections.abc import Sequence
from statistics import median

import numpy as np

from models.card import Unknown
from models.periods import alike, comings, unbroken
from models.windows import Floats

LEAST_PAUSE_S = 3.0
"""Nobody has stopped who pauses for less, however fast they were."""


class Comings:
    """Counts the comings of one movement: at first those that have been, then each as it comes.

    Args:
        settings: when it has come, and when it does not come any more.
        rate_hz: of the rows.
        small: energy of a movement that is hardly one.
    """

    def __init__(self, settings: Unknown, rate_hz: float, small: float) -> None:
        self._least, self._small = settings.again_from, small
        self._apart = max(1, round(settings.apart_s * rate_hz))
        self._settled = max(1, round(settings.settled_s * rate_hz))
        self._over = round(settings.over_s * rate_hz)
        self._pause, self._shortest = settings.pause, LEAST_PAUSE_S * rate_hz
        self._gaps: list[int] = []
        self._fewest = settings.fewest
        self._motif: Floats | None = None
        self._since = 0  # rows since it came last
        self._best, self._best_since = 0.0, 0
        self._is_past = False  # whether it has been less alike since

    @property
    def is_on(self) -> bool:
        """Whether a movement is being counted."""
        return self._motif is not None

    @property
    def since(self) -> int:
        """How many rows ago it came last."""
        return self._since

    def begin(self, past: Floats, likenesses: Floats, counted: Sequence[int]) -> list[int]:
        """Looks for the movement that is done, and returns its comings so far.

        It is the one that is most like one before it, if its latest comings are none that the
        network has counted. What was before belongs to it, too, unless half of that was counted.

        Args:
            past: (rows, values + 1), the movements that ended with the latest rows.
            likenesses: (rows,) at most, of the latest of them with the ones before.
            counted: how many rows ago the network counted something.

        Returns:
            How many rows ago it came, each time, in order; nothing, and no movement is being
            counted, where that is too seldom.
        """
        if not len(past):
            return []
        motif = past[len(past) - len(likenesses) + int(likenesses.argmax())].copy()
        last = len(past) - 1
        places = comings(alike(past, motif, self._small), self._least, self._apart)
        settled = self._unbroken([p for p in places if last - p >= self._settled])
        ago = self._uncounted([last - place for place in settled], counted)
        if not ago:
            return []
        self._gaps = np.diff(ago[::-1]).tolist()
        if ago[-1] > self._longest(self._gaps):
            return []
        self._motif = motif
        self._since, self._best, self._is_past = ago[-1], 0.0, False
        return ago

    def _unbroken(self, places: list[int]) -> list[int]:
        """Returns the latest places that follow one another as they do usually."""
        while len(places) > 1:
            kept = unbroken(places, self._longest(np.diff(places).tolist()))
            if len(kept) == len(places):
                break
            places = kept
        return places

    def _longest(self, gaps: Sequence[int]) -> float:
        """Returns how many rows it does not come at most, while it is done."""
        usual = self._pause * median(gaps) if gaps else self._over
        return min(self._over, max(usual, self._shortest))

    def _uncounted(self, ago: list[int], counted: Sequence[int]) -> list[int]:
        """Returns those of the comings that are not the network's."""
        free = [each for each in ago if each < min(counted, default=each + 1)]
        if len(free) < self._fewest:
            return []
        theirs = sum(each <= ago[0] for each in counted)
        return ago if 2 * theirs < len(ago) else free

    def push(self, movement: Floats) -> list[int]:
        """Takes the movement, (values + 1,), that ends with the next row.

        Returns:
            How many rows ago the one that is counted came, if that is news.
        """
        assert self._motif is not None
        self._since += 1
        self._best_since += 1
        likeness = float(alike(movement[np.newaxis], self._motif, self._small)[0])
        if likeness < self._least:
            self._is_past = True
        elif self._is_past and self._since >= self._apart and likeness > self._best:
            self._best, self._best_since = likeness, 0
        if self._best > 0.0 and self._best_since >= self._settled:
            self._gaps.append(self._since - self._best_since)
            self._since, self._best, self._is_past = self._best_since, 0.0, likeness < self._least
            return [self._since]
        if self._since > self._longest(self._gaps):
            self.clear()
        return []

    def clear(self) -> None:
        """Forgets the movement."""
        self._motif = None
