"""From the scores of each frame to decisions, repetitions and sets."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from inference.counter import make_counter
from inference.engine import Scores
from inference.events import ActivityChanged, Event, State, StateChanged
from inference.repetitions import Counted, Decision, Movement
from inference.sets import Sets
from models.card import BREAK, Card


@dataclass(frozen=True, slots=True)
class Step:
    """What one frame gave."""

    decision: Decision | None
    counted: Counted | None
    events: tuple[Event, ...]


class Decider:
    """Recognises and counts from the scores of one frame after the other.

    Args:
        card: of the network that gives them.

    Raises:
        ModelError: the card asks for a counter that is not known.
    """

    def __init__(self, card: Card) -> None:
        self._told = _Reader(card, card.delay_steps)
        self._followed = _Reader(card, card.counter_delay_steps)
        self._counter = make_counter(card)
        self._sets = Sets(card.counter.set_break_steps, card.rate_hz)
        self._rate_hz = card.rate_hz
        self._activity = BREAK
        self.state = State.IDLE

    def push(self, tick: int, time_s: float, scores: Scores | None) -> Step:
        """Takes the network's answer to a frame.

        Args:
            tick: the frame's.
            time_s: the frame's.
            scores: (outputs,), or (heads, outputs) of a network that gives several answers; None
                where there is none, after which counting begins anew.
        """
        events: list[Event] = []
        self._enter(State.INITIALIZING if scores is None else State.EVALUATING, time_s, events)
        if scores is None:
            self._restart()
            return Step(None, None, tuple(events))
        decision = self._told.decision(tick, scores)
        if decision.activity != self._activity:
            self._activity = decision.activity
            events.append(self._activity_event(time_s, decision))
        found = self._count(tick, time_s, scores, events)
        counted = next((each for each in found if isinstance(each, Counted)), None)
        return Step(decision, counted, tuple(events))

    def finish(self, time_s: float) -> tuple[Event, ...]:
        """Ends the stream; a set that is still open is closed."""
        events = self._sets.finish(time_s)
        self.state = State.IDLE
        return (*events, StateChanged(time_s=time_s, state=State.IDLE))

    def _count(
        self, tick: int, time_s: float, scores: Scores, events: list[Event]
    ) -> Sequence[Counted | Movement]:
        followed = self._followed.decision(tick, scores)
        found = self._counter.push(followed, self._followed.of(scores))
        events += self._sets.push(followed.activity == BREAK, found, time_s)
        return found

    def _restart(self) -> None:
        self._counter.reset()
        self._activity = BREAK

    def _enter(self, state: State, time_s: float, events: list[Event]) -> None:
        if state is not self.state:
            self.state = state
            events.append(StateChanged(time_s=time_s, state=state))

    def _activity_event(self, time_s: float, decision: Decision) -> Event:
        return ActivityChanged(
            time_s=time_s,
            activity=decision.activity,
            score=round(decision.score, 4),
            about_s=decision.about_tick / self._rate_hz,
        )


class _Reader:
    """Reads one of a network's answers.

    Args:
        card: of the network.
        delay_steps: which answer: how many rows ago that is which it is about.
    """

    def __init__(self, card: Card, delay_steps: int) -> None:
        self._classes = card.classes
        self._phases = card.phases
        self._head = card.heads_steps.index(delay_steps)
        self._delay_steps = delay_steps

    def of(self, scores: Scores) -> Scores:
        """Returns the answer, (outputs,), out of all of them."""
        return scores if scores.ndim == 1 else scores[self._head]

    def decision(self, tick: int, scores: Scores) -> Decision:
        activities = self.of(scores)
        if self._phases:
            activities = activity_scores(activities)
        best = int(activities.argmax())
        about = tick - self._delay_steps
        return Decision(tick, about, self._classes[best], float(activities[best]))


def activity_scores(phases: Scores) -> Scores:
    """Returns the scores of break and exercises, (exercises + 1,), from those of their phases.

    Args:
        phases: of the break, then of the first and second half of each exercise.
    """
    scores: Scores = np.empty(len(phases) // 2 + 1, np.float32)
    scores[0] = phases[0]
    np.add(phases[1::2], phases[2::2], out=scores[1:])
    return scores
