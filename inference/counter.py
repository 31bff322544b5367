"""Counting repetitions from what a network says of each step."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

import numpy as np

from inference.decision import Decision, Reader
from inference.engine import Scores
from inference.phases import PhaseCounter
from models.card import BREAK, Card
from models.repetitions import Counted, Movement
from sessions.errors import ModelError


class Counter(Protocol):
    """Turns a stream of answers into repetitions."""

    def push(self, decision: Decision, scores: Scores) -> Sequence[Counted | Movement]:
        """Takes the next answer of the network that is followed.

        Args:
            decision: what it says is done.
            scores: what that comes from, (outputs,).

        Returns:
            Repetitions that count as of now and movements that are over, often nothing.
        """

    def reset(self) -> None:
        """Forgets what was begun, as after a gap in the stream."""


class ConsecutiveCounter:
    """The original's rule: an exercise predicted so many more times in a row is a repetition.

    Source: github Lausbert/Exermote, PredictionManager.swift. Each run of equal predictions
    counts once, when it has been confirmed by the number of steps that the card gives.
    """

    def __init__(self, card: Card) -> None:
        self._steps = card.counter.steps
        self._current = BREAK
        self._confirmations = 0

    def push(self, decision: Decision, scores: Scores) -> Sequence[Counted | Movement]:  # noqa: ARG002 # the protocol's
        if decision.activity != self._current:
            self._current, self._confirmations = decision.activity, 0
        else:
            self._confirmations += 1
        needed = self._steps.get(self._current)
        if self._confirmations != needed:
            return ()
        return (Counted(self._current, decision.about_tick),)

    def reset(self) -> None:
        self._current, self._confirmations = BREAK, 0


COUNTERS: Mapping[str, Callable[[Card], Counter]] = {
    "consecutive": ConsecutiveCounter,
    "phases": PhaseCounter,
}


def make_counter(card: Card) -> Counter:
    """Returns the counter that a model's card asks for.

    Raises:
        ModelError: it asks for one that is not known here, or that its network cannot serve.
    """
    try:
        return COUNTERS[card.counter.kind](card)
    except KeyError:
        raise ModelError(
            f"the model wants a counter '{card.counter.kind}'; this version knows "
            f"{', '.join(COUNTERS)}"
        ) from None


def follow(card: Card, scores: Scores) -> list[tuple[int, Counted | Movement]]:
    """Returns what the counter finds in a whole stream, each with the step at which it was known.

    Args:
        card: of the network.
        scores: (steps, heads, outputs); NaN where there is no answer.
    """
    counter, reader = make_counter(card), Reader(card, card.counter_delay_steps)
    answers = scores[:, card.heads_steps.index(card.counter_delay_steps)]
    missing = np.isnan(answers[:, 0]).tolist()
    found: list[tuple[int, Counted | Movement]] = []
    for tick, decision in enumerate(reader.decisions(answers)):
        if missing[tick]:
            counter.reset()
        else:
            found += [(tick, each) for each in counter.push(decision, answers[tick])]
    return found
