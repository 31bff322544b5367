"""From the scores of each frame to decisions, repetitions and sets."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

from inference.counter import make_counter
from inference.decision import Decision, Reader
from inference.engine import Scores
from inference.events import ActivityChanged, Event, State, StateChanged
from inference.sets import Sets
from models.card import BREAK, UNKNOWN, Card
from models.repetitions import Counted, Movement


@dataclass(frozen=True, slots=True)
class Step:
    """What one frame gave.

    Attributes:
        decision: what the network says; None while it says nothing.
        counted: repetitions that count as of now.
        events: what is news.
        is_unknown: something is done that the network takes for a break.
        movements: of that, what counts as of now.
    """

    decision: Decision | None
    counted: tuple[Counted, ...]
    events: tuple[Event, ...]
    is_unknown: bool = False
    movements: tuple[Counted, ...] = ()

    @property
    def activity(self) -> str | None:
        """What is told: `BREAK`, an exercise or `UNKNOWN`; None while nothing is."""
        if self.decision is None:
            return None
        return UNKNOWN if self.is_unknown else self.decision.activity

    @property
    def score(self) -> float | None:
        """The probability of that; None where there is none."""
        return None if self.decision is None or self.is_unknown else self.decision.score


class Decider:
    """Recognises and counts from the scores of one frame after the other.

    Args:
        card: of the network that gives them.

    Raises:
        ModelError: the card asks for a counter that is not known.
    """

    def __init__(self, card: Card) -> None:
        self._told = Reader(card, card.delay_steps)
        self._followed = Reader(card, card.counter_delay_steps)
        self._counter = make_counter(card)
        numbers = count(1)
        self._sets = Sets(card.counter.set_break_steps, card.rate_hz, numbers)
        self._movements = Sets(card.counter.set_break_steps, card.rate_hz, numbers)
        self._rate_hz = card.rate_hz
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
            return Step(None, (), tuple(events))
        decision = self._told.decision(tick, self._told.of(scores))
        if decision.activity != self._activity:
            self._activity = decision.activity
            events.append(self._activity_event(time_s, decision))
        found = self._count(tick, time_s, scores, events)
        counted = tuple(each for each in found if isinstance(each, Counted))
        return Step(decision, counted, tuple(events))

    def finish(self, time_s: float) -> tuple[Event, ...]:
        """Ends the stream; a set that is still open is closed."""
        events = self._sets.finish(time_s) + self._movements.finish(time_s)
        self.state = State.IDLE
        return (*events, StateChanged(time_s=time_s, state=State.IDLE))

    def take(self, found: Sequence[Counted], time_s: float, *, is_over: bool) -> list[Event]:
        """Takes what was counted by other means than the network, into sets apart from its own.

        Args:
            found: what counts as of now.
            time_s: the frame's.
            is_over: nothing of that is being done any more.
        """
        events = self._movements.push(False, found, time_s)
        return events + self._movements.finish(time_s) if is_over else events

    def _count(
        self, tick: int, time_s: float, scores: Scores, events: list[Event]
    ) -> Sequence[Counted | Movement]:
        answer = self._followed.of(scores)
        followed = self._followed.decision(tick, answer)
        found = self._counter.push(followed, answer)
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
