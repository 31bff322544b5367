"""Counting repetitions from the activity of each step."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from models.card import BREAK, Card, CounterSettings
from sessions.errors import ModelError


@dataclass(frozen=True, slots=True)
class Decision:
    """What one step of inference said.

    Attributes:
        tick: at whose frame it was known.
        about_tick: the frame that it is about.
        activity: `BREAK` or an exercise.
        score: of that activity, 0 to 1.
    """

    tick: int
    about_tick: int
    activity: str
    score: float


class Counter(Protocol):
    """Turns a stream of decisions into repetitions."""

    def push(self, decision: Decision) -> str | None:
        """Returns the exercise of which one more repetition is done at this step, if any."""

    def reset(self) -> None:
        """Forgets what was begun, as after a gap in the stream."""


class ConsecutiveCounter:
    """The original's rule: an exercise predicted so many more times in a row is a repetition.

    Source: github Lausbert/Exermote, PredictionManager.swift. Each run of equal predictions
    counts once, when it has been confirmed by the number of steps that the card gives.
    """

    def __init__(self, settings: CounterSettings) -> None:
        self._steps = settings.steps
        self._current = BREAK
        self._confirmations = 0

    def push(self, decision: Decision) -> str | None:
        if decision.activity != self._current:
            self._current, self._confirmations = decision.activity, 0
        else:
            self._confirmations += 1
        needed = self._steps.get(self._current)
        return self._current if self._confirmations == needed else None

    def reset(self) -> None:
        self._current, self._confirmations = BREAK, 0


COUNTERS: Mapping[str, Callable[[CounterSettings], Counter]] = {
    "consecutive": ConsecutiveCounter,
}


def make_counter(card: Card) -> Counter:
    """Returns the counter that a model's card asks for.

    Raises:
        ModelError: it asks for one that is not known here.
    """
    try:
        return COUNTERS[card.counter.kind](card.counter)
    except KeyError:
        raise ModelError(
            f"the model wants a counter '{card.counter.kind}'; this version knows "
            f"{', '.join(COUNTERS)}"
        ) from None
