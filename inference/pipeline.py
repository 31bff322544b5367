"""The streaming recogniser: one frame in, at most one decision and some events out."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from inference.counter import Decision, make_counter
from inference.engine import Engine
from inference.events import ActivityChanged, Event, Repetition, SetEnded, State, StateChanged
from models.card import BREAK
from models.windows import HOLD_S, Hold, WindowBuffer
from sessions.errors import UsageError
from sessions.frames import Frame


@dataclass(frozen=True, slots=True)
class Step:
    """What one frame gave."""

    decision: Decision | None
    counted: str | None
    events: tuple[Event, ...]


class Pipeline:
    """Recognises and counts, frame by frame.

    What it says at a frame comes from that frame and those before it alone.

    Args:
        engine: the network.
        columns: names of a frame's values.
        rate_hz: of the frames.

    Raises:
        UsageError: the frames lack a channel of the model, or come at another rate.
    """

    def __init__(self, engine: Engine, columns: Sequence[str], rate_hz: float) -> None:
        card = engine.card
        lacking = [column for column in card.channels if column not in columns]
        if lacking:
            raise UsageError(f"the model needs {', '.join(lacking)}; the source does not give that")
        if not math.isclose(rate_hz, card.rate_hz):
            raise UsageError(f"the model wants {card.rate_hz:g} Hz, the frames have {rate_hz:g} Hz")
        self._engine = engine
        self._indices = np.array([columns.index(column) for column in card.channels])
        self._buffer = WindowBuffer(card.window_steps, len(card.channels))
        self._hold = Hold(len(card.channels), round(HOLD_S * card.rate_hz))
        self._counter = make_counter(card)
        self._sets = _Sets(card.counter.set_break_steps)
        self._activity = BREAK
        self.state = State.IDLE

    def push(self, frame: Frame) -> Step:
        """Takes the next frame."""
        events: list[Event] = []
        window = self._window(frame)
        self._enter(State.INITIALIZING if window is None else State.EVALUATING, frame, events)
        if window is None:
            return Step(None, None, tuple(events))
        decision = self._decide(frame.tick, self._engine.scores(window))
        if decision.activity != self._activity:
            self._activity = decision.activity
            events.append(self._activity_event(frame, decision))
        counted = self._counter.push(decision)
        events += self._sets.push(decision, counted, frame.time_s, self._seconds(decision))
        return Step(decision, counted, tuple(events))

    def finish(self, time_s: float) -> tuple[Event, ...]:
        """Ends the stream; a set that is still open is closed."""
        events = self._sets.finish(time_s)
        self.state = State.IDLE
        return (*events, StateChanged(time_s=time_s, state=State.IDLE))

    def _window(self, frame: Frame) -> npt.NDArray[np.float32] | None:
        values = np.asarray(frame.values, np.float32)[self._indices]
        row = self._hold.push(values)
        if row is None:
            self._restart()
            return None
        return self._buffer.push(row)

    def _restart(self) -> None:
        self._buffer.clear()
        self._counter.reset()
        self._activity = BREAK

    def _enter(self, state: State, frame: Frame, events: list[Event]) -> None:
        if state is not self.state:
            self.state = state
            events.append(StateChanged(time_s=frame.time_s, state=state))

    def _decide(self, tick: int, scores: npt.NDArray[np.float32]) -> Decision:
        best = int(scores.argmax())
        card = self._engine.card
        return Decision(tick, tick - card.delay_steps, card.classes[best], float(scores[best]))

    def _seconds(self, decision: Decision) -> float:
        return decision.about_tick / self._engine.card.rate_hz

    def _activity_event(self, frame: Frame, decision: Decision) -> Event:
        return ActivityChanged(
            time_s=frame.time_s,
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
