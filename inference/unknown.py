"""Telling of movement that is no break although the network knows no other name for it."""

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from inference.deciding import Step
from inference.events import ActivityChanged
from models.card import BREAK, UNKNOWN, Card
from models.repeating import Likeness, Repeated, followed
from sessions.errors import ModelError
from sessions.frames import Frame


class UnknownMovement:
    """Notices that something is done again and again while the network says that it is a break.

    Decisions and counts remain as they are: what is added is what is told of the moment.

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
        self._indices = [columns.index(column) for column in vector]
        self._vector = np.full(len(vector), np.nan, np.float32)
        self._likeness = Likeness(card.unknown, card.rate_hz)
        self._repeated = Repeated(card.unknown, card.rate_hz)

    def push(self, frame: Frame, step: Step) -> Step:
        """Takes the next frame and what it gave so far, and returns what it gives.

        A missing value is stood in for by its last one. What was done before an exercise, or
        before the network could say nothing, does not count any more.
        """
        was_told, likeness = self._repeated.is_told, self._look(frame)
        if step.decision is None or step.decision.activity != BREAK:
            self._repeated.clear()
            return step
        is_told = self._repeated.push(likeness)
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
        self._repeated.clear()

    def _look(self, frame: Frame) -> float:
        for place, index in enumerate(self._indices):
            value = frame.values[index]
            if not math.isnan(value):
                self._vector[place] = value
        return 0.0 if np.isnan(self._vector).any() else self._likeness.push(self._vector)
