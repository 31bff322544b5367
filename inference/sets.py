"""Repetitions grouped into sets, and what is measured of them."""

from collections.abc import Iterable, Iterator
from itertools import count

from inference.events import (
    Event,
    PartialRepetition,
    Repetition,
    RepetitionEnded,
    SetEnded,
)
from models.repetitions import Counted, Movement


class Sets:
    """Groups repetitions into sets: another exercise or a long break begins a new one.

    Args:
        break_steps: how many steps of break end a set.
        rate_hz: of the steps.
        numbers: of the sets, one after the other; None: from 1 on.
    """

    def __init__(
        self, break_steps: int, rate_hz: float, numbers: Iterator[int] | None = None
    ) -> None:
        self._break_steps = break_steps
        self._rate_hz = rate_hz
        self._numbers = count(1) if numbers is None else numbers
        self._breaks = 0
        self._set: _Set | None = None

    def push(
        self, is_break: bool, found: Iterable[Counted | Movement], time_s: float
    ) -> list[Event]:
        """Takes what one step gave: whether it is a break, and what the counter found."""
        self._breaks = self._breaks + 1 if is_break else 0
        events: list[Event] = []
        for each in found:
            events += self._take(each, time_s)
        if self._breaks >= self._break_steps:
            events += self.finish(time_s)
        return events

    def finish(self, time_s: float) -> list[Event]:
        """Ends the set that is open, if one is."""
        ended, self._set = self._set, None
        return [ended.ended(time_s)] if ended else []

    def _take(self, found: Counted | Movement, time_s: float) -> list[Event]:
        if isinstance(found, Counted):
            return [*self._begin(found.exercise, time_s), self._counted(found, time_s)]
        ended = self._set if self._set and self._set.exercise == found.exercise else None
        if found.counted:
            return [ended.over(found, time_s)] if ended else []
        if ended:
            ended.partial += 1
        return [self._partial(found, time_s)]

    def _begin(self, exercise: str, time_s: float) -> list[Event]:
        """Begins a set, unless the one that is open is of this exercise."""
        if self._set is not None and self._set.exercise == exercise:
            return []
        events = self.finish(time_s)
        self._set = _Set(exercise, next(self._numbers), self._rate_hz)
        return events

    def _counted(self, found: Counted, time_s: float) -> Repetition:
        assert self._set is not None
        self._breaks = 0
        return self._set.counted(found, time_s)

    def _partial(self, found: Movement, time_s: float) -> PartialRepetition:
        return PartialRepetition(
            time_s=time_s,
            exercise=found.exercise,
            half="first" if found.first_steps >= found.second_steps else "second",
            start_s=found.start_tick / self._rate_hz,
            end_s=found.end_tick / self._rate_hz,
        )


class _Set:
    """One set as it goes on; ``partial`` counts what was half done."""

    def __init__(self, exercise: str, number: int, rate_hz: float) -> None:
        self.exercise = exercise
        self.partial = 0
        self._number = number
        self._rate_hz = rate_hz
        self._count = 0
        self._start_tick: int | None = None
        self._end_tick = self._first_mark = self._last_mark = 0
        self._moving_steps: int | None = None

    def counted(self, found: Counted, time_s: float) -> Repetition:
        """Takes a repetition as it counts."""
        self._count += 1
        mark = found.about_tick if found.turn_tick is None else found.turn_tick
        if self._count == 1:
            self._first_mark, self._start_tick = mark, found.start_tick
        self._last_mark, self._end_tick = mark, found.about_tick
        return Repetition(
            time_s=time_s,
            exercise=self.exercise,
            count=self._count,
            set=self._number,
            about_s=found.about_tick / self._rate_hz,
            start_s=self._seconds(found.start_tick),
            turn_s=self._seconds(found.turn_tick),
            cadence_per_minute=self._cadence(),
        )

    def over(self, found: Movement, time_s: float) -> RepetitionEnded:
        """Takes the repetition that counted last when it is over."""
        moving = found.first_steps + found.second_steps
        self._end_tick = found.end_tick
        self._moving_steps = (self._moving_steps or 0) + moving
        turn = found.end_tick if found.turn_tick is None else found.turn_tick
        return RepetitionEnded(
            time_s=time_s,
            exercise=self.exercise,
            count=self._count,
            set=self._number,
            start_s=found.start_tick / self._rate_hz,
            turn_s=turn / self._rate_hz,
            end_s=found.end_tick / self._rate_hz,
            first_half_s=found.first_steps / self._rate_hz,
            second_half_s=found.second_steps / self._rate_hz,
            under_tension_s=moving / self._rate_hz,
            cadence_per_minute=self._cadence(),
        )

    def ended(self, time_s: float) -> SetEnded:
        """Returns what the set came to."""
        start = self._start_tick
        return SetEnded(
            time_s=time_s,
            exercise=self.exercise,
            repetitions=self._count,
            set=self._number,
            duration_s=self._seconds(None if start is None else self._end_tick - start),
            cadence_per_minute=self._cadence(),
            under_tension_s=self._seconds(self._moving_steps),
            partial=self.partial,
        )

    def _cadence(self) -> float | None:
        """Returns repetitions a minute, from the first to the latest."""
        steps = self._last_mark - self._first_mark
        if steps <= 0:
            return None
        return round(60 * self._rate_hz * (self._count - 1) / steps, 1)

    def _seconds(self, steps: int | None) -> float | None:
        return None if steps is None else steps / self._rate_hz
