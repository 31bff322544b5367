"""Telling of movement that is no break although the network knows no other name for it."""

import math
from collections import deque
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from inference.comings import Comings
from inference.deciding import Step
from inference.events import ActivityChanged
from models.card import BREAK, UNKNOWN, Card
from models.repeating import Likeness, Repeated, followed
from models.repetitions import Counted
from models.windows import WindowBuffer
from sessions.errors import ModelError
from sessions.frames import Frame

MOST_KNOWN = 32
"""So many of the network's counts are more than there are within what is recalled."""


class UnknownMovement:
    """Notices that something is done again and again while the network says that it is a break.

    The network's decisions and counts remain as they are: what is added is what is told of the
    moment, and how often the movement has been done.

    Args:
        card: of the network; it says when that is told.
        columns: names of a frame's values.

    Raises:
        ModelError: the model has no vector to look at.
    """

    def __init__(self, card: Card, columns: Sequence[str]) -> None:
        assert card.unknown is not None
        vector = followed(card.channels)
        if not vector:
            raise ModelError(f"'{UNKNOWN}' is not found from {', '.join(card.channels)}")
        settings, rate_hz = card.unknown, card.rate_hz
        self._indices = [columns.index(column) for column in vector]
        self._vector = np.full(len(vector), np.nan, np.float32)
        self._likeness = Likeness(settings, rate_hz)
        self._repeated = Repeated(settings, rate_hz)
        self._comings = Comings(settings, rate_hz, self._likeness.small)
        self._likenesses = WindowBuffer(round(settings.latest_s * rate_hz) + 1, 1)
        self._middle = round(settings.motif_s * rate_hz) // 2
        self._recall = round(settings.recall_s * rate_hz)
        self._again = Repeated(settings, rate_hz)
        self._known: deque[int] = deque(maxlen=MOST_KNOWN)
        self._against = 0
        self._free = 0  # rows that belong to nothing else

    @property
    def is_counting(self) -> bool:
        """Whether a movement is being counted."""
        return self._comings.is_on

    def push(self, frame: Frame, step: Step) -> Step:
        """Takes the next frame and what it gave so far, and returns what it gives.

        What the network counts is no movement without a name: that begins where its comings are
        counted by nobody, and is over where two in a row are. A missing value is stood in for by
        its last one. What was done before an exercise, or before the network could say nothing,
        is not told any more.
        """
        was_told, likeness = self._repeated.is_told, self._look(frame)
        if step.decision is None or step.decision.activity != BREAK:
            self._repeated.clear()
        else:
            self._repeated.push(likeness)
        step = replace(step, movements=self._count(frame.tick, step, likeness))
        if step.decision is None or step.decision.activity != BREAK:
            return step
        is_told = self._repeated.is_told
        if is_told != was_told:
            event = ActivityChanged(
                time_s=frame.time_s,
                activity=UNKNOWN if is_told else BREAK,
                score=None if is_told else round(step.decision.score, 4),
                about_s=frame.time_s,
            )
            step = replace(step, events=(*step.events, event))
        return replace(step, is_unknown=is_told)

    def restart(self) -> None:
        """Takes that the next frame does not follow the one before it."""
        self._vector.fill(np.nan)
        self._likeness.clear()
        self._likenesses.clear()
        self._repeated.clear()
        self._forget()

    def _look(self, frame: Frame) -> float:
        for place, index in enumerate(self._indices):
            value = frame.values[index]
            if not math.isnan(value):
                self._vector[place] = value
        likeness = 0.0 if np.isnan(self._vector).any() else self._likeness.push(self._vector)
        self._likenesses.push(np.array([likeness], np.float32))
        return likeness

    def _count(self, tick: int, step: Step, likeness: float) -> tuple[Counted, ...]:
        """Returns the comings that count as of now; the network's counts are none of them."""
        if step.decision is None:
            self._forget()
            return ()
        self._free += 1
        self._known += [each.about_tick for each in step.counted]
        is_repeated = self._again.push(likeness)
        ago: list[int] = []
        if self._comings.is_on:
            ago = self._go_on(len(step.counted))
        elif is_repeated:
            past = self._likeness.latest(min(self._recall, self._free))
            theirs = [tick - self._middle - each for each in self._known]
            likenesses = self._likenesses.latest(len(past))[:, 0]
            ago = self._comings.begin(past, likenesses, theirs)
            self._against = 0
        return tuple(Counted(UNKNOWN, tick - each - self._middle) for each in ago)

    def _go_on(self, counted: int) -> list[int]:
        """Returns how many rows ago the movement came, if that is news; it may be over."""
        ago = self._comings.push(self._likeness.latest(1)[0])
        self._against = max(0, self._against + counted - len(ago))
        if self._against >= 2:
            self._comings.clear()
        if not self._comings.is_on:
            self._free = self._comings.since
        return ago

    def _forget(self) -> None:
        self._again.clear()
        self._comings.clear()
        self._known.clear()
        self._free = 0
