"""How soon it is known how the phone sits, and how soon that is right."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from inference.mounting import Mounted, angle_deg
from models.truth import Span

RIGHT_DEG = 30.0
"""A rotation is right that is no further from the one that is found in the end."""


@dataclass(frozen=True, slots=True)
class Settling:
    """How long after the first repetition's start something was so, in seconds.

    Attributes:
        known_s: until it was known how the phone sits; negative: before. None: it never was.
        right_s: until it was known and within `RIGHT_DEG` of the end's for good; None likewise.
    """

    known_s: float | None
    right_s: float | None


@dataclass(frozen=True)
class Spread:
    """Of those that there are; ``never`` counts the others."""

    median_s: float | None
    worst_s: float | None
    never: int


@dataclass(frozen=True)
class SettlingFigures:
    """Over all recordings; see `Settling`."""

    known: Spread
    right: Spread


class MountingTrace:
    """What was known at each frame of a recording of how the phone sits."""

    def __init__(self) -> None:
        self._found: list[Mounted | None] = []

    def watch(self, mounted: Mounted | None) -> None:
        """Takes what is known at the next frame."""
        self._found.append(mounted)

    def settling(
        self, repetitions: Sequence[Span], rate_hz: float, first: int = 0, end: int | None = None
    ) -> Settling | None:
        """Returns how soon it settled, from the first repetition within some frames on.

        Args:
            repetitions: those of the recording.
            rate_hz: of the frames.
            first: the frame with which a mounting begins.
            end: the frame with which it ends; None: with the recording.

        Returns:
            None where nobody asked how the phone sits, or there is no repetition.
        """
        found = self._found[first:end]
        begins = [span.start for span in repetitions if first <= span.start < first + len(found)]
        if not begins or found[-1] is None:
            return None
        known = [mounted is not None and mounted.known for mounted in found]
        wrong = [row for row, mounted in enumerate(found) if not _agree(mounted, found[-1])]
        right = (wrong[-1] + 1 if wrong else 0) if known[-1] else None

        def after_s(row: int | None) -> float | None:
            return None if row is None else (first + row - begins[0]) / rate_hz

        return Settling(after_s(known.index(True) if any(known) else None), after_s(right))


def _agree(mounted: Mounted | None, last: Mounted) -> bool:
    if mounted is None or not mounted.known or mounted.mirrored != last.mirrored:
        return False
    return angle_deg(mounted.rotation.T @ last.rotation) <= RIGHT_DEG


def settling_figures(settled: Iterable[Settling | None]) -> SettlingFigures | None:
    """Returns the figures of all that there are; None where there are none."""
    those = [each for each in settled if each is not None]
    if not those:
        return None
    return SettlingFigures(
        _spread([each.known_s for each in those]), _spread([each.right_s for each in those])
    )


def _spread(times_s: Sequence[float | None]) -> Spread:
    known = [time_s for time_s in times_s if time_s is not None]
    never = len(times_s) - len(known)
    if not known:
        return Spread(None, None, never)
    return Spread(float(np.median(known)), max(known), never)
