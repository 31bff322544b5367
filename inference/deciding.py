"""From the scores of each frame's window to decisions, repetitions and sets."""

from dataclasses import dataclass

import numpy as np

from inference.counter import Decision, make_counter
from inference.engine import Scores
from inference.events import ActivityChanged, Event, Repetition, SetEnded, State, StateChanged
from models.card import BREAK, Card


@dataclass(frozen=True, slots=True)
class Step:
    """What one frame gave."""

    decision: Decision | None
    counted: str | None
    events: tuple[Event, ...]


class Decider:
    """Recognises and counts from the scores of one frame after the other.

    Args:
        card: of the network that gives them.
    """

    def __init__(self, card: Card) -> None:
        self._card = card
        self._counter = make_counter(card)
        self._sets = _Sets(card.counter.set_break_steps)
        self._activity = BREAK
        self.state = State.IDLE

    def push(self, tick: int, time_s: float, scores: Scores | None) -> Step:
        """Takes the network's answer to a frame.

        Args:
            tick: the frame's.
            time_s: the frame's.
            scores: (heads, outputs); None where there is none, after which counting begins anew.
        """
        events: list[Event] = []
        self._enter(State.INITIALIZING if scores is None else State.EVALUATING, time_s, events)
        if scores is None:
            self._restart()
            return Step(None, None, tuple(events))
        decision = self._decide(tick, scores)
        if decision.activity != self._activity:
            self._activity = decision.activity
            events.append(self._activity_event(time_s, decision))
        counted = self._counter.push(decision)
        events += self._sets.push(decision, counted, time_s, self._seconds(decision))
        return Step(decision, counted, tuple(events))

    def finish(self, time_s: float) -> tuple[Event, ...]:
        """Ends the stream; a set that is still open is closed."""
        events = self._sets.finish(time_s)
        self.state = State.IDLE
        return (*events, StateChanged(time_s=time_s, state=State.IDLE))

    def _restart(self) -> None:
        self._counter.reset()
        self._activity = BREAK

    def _enter(self, state: State, time_s: float, events: list[Event]) -> None:
        if state is not self.state:
            self.state = state
            events.append(StateChanged(time_s=time_s, state=state))

    def _decide(self, tick: int, scores: Scores) -> Decision:
        card = self._card
        told = scores[card.heads_steps.index(card.delay_steps)]
        if card.phases:
            told = np.concatenate([told[:1], told[1::2] + told[2::2]])
        best = int(told.argmax())
        return Decision(tick, tick - card.delay_steps, card.classes[best], float(told[best]))

    def _seconds(self, decision: Decision) -> float:
        return decision.about_tick / self._card.rate_hz

    def _activity_event(self, time_s: float, decision: Decision) -> Event:
        return ActivityChanged(
            time_s=time_s,
            activity=decision.activity,
            score=round(decision.score, 4),
            about_s=self._seconds(decision),
        )


class _Sets:
    """Groups repetitions into sets: another exercise or a long break begins a new one."""

    def __init__(self, break_steps: int) -> None:
        self._break_steps = break_steps
        self._exercise: str | None = None
        self._count = self._number = self._breaks = 0

    def push(
        self, decision: Decision, counted: str | None, time_s: float, about_s: float
    ) -> list[Event]:
        self._breaks = self._breaks + 1 if decision.activity == BREAK else 0
        events: list[Event] = []
        if self._breaks >= self._break_steps or counted not in (None, self._exercise):
            events += self.finish(time_s)
        if counted is not None:
            self._number += self._exercise is None
            self._exercise = counted
            self._count += 1
            events.append(
                Repetition(
                    time_s=time_s,
                    exercise=counted,
                    count=self._count,
                    set=self._number,
                    about_s=about_s,
                )
            )
        return events

    def finish(self, time_s: float) -> list[Event]:
        if self._exercise is None:
            return []
        ended = SetEnded(
            time_s=time_s, exercise=self._exercise, repetitions=self._count, set=self._number
        )
        self._exercise, self._count = None, 0
        return [ended]
