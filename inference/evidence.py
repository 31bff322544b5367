"""The evidence for a repetition of one exercise, as it is gathered."""

from dataclasses import dataclass, replace

from models.card import CounterSettings
from models.repetitions import Counted, Movement

ARMED_S = 0.1
"""After so much certainty of a first half, a second half may follow."""
OVER_S = 0.2
"""A second half that has not been seen for so long seems to be over."""
SETTLED_S = 0.3
"""After this it is over; what was missing for less was a flicker."""
BETWEEN_S = 1.0
"""What comes so long after half-seen movement is another movement."""
PART = 0.3
"""Less than this share of a usual half is no half."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A movement that is over and did not count by itself.

    Attributes:
        movement: what was seen of it.
        about_tick: where the evidence was best.
        evidence: how much that was.
    """

    movement: Movement
    about_tick: int
    evidence: float


@dataclass(slots=True)
class _Seen:
    """What is seen of a movement; ``again`` is of a first half after the best evidence."""

    first: float = 0.0
    second: float = 0.0
    start_tick: int = 0
    turn_tick: int = 0
    end_tick: int = 0
    first_steps: int = 0
    second_steps: int = 0
    best: float = 0.0
    best_second: float = 0.0
    best_tick: int = 0
    again: float = 0.0
    again_tick: int = 0


class Evidence:
    """Sums up what is seen of an exercise's halves.

    Args:
        exercise: its name.
        settings: with the halves of the exercise.
        rate_hz: of the steps.

    Attributes:
        exercise: its name.
        sum: the share of a usual first half that was seen and of a usual second, added up; 0
            before the second has begun.
    """

    def __init__(self, exercise: str, settings: CounterSettings, rate_hz: float) -> None:
        halves = settings.halves[exercise]
        self.exercise = exercise
        self.sum = 0.0
        self._usual_first, self._usual_second = halves.first_steps, halves.second_steps
        self._fade, self._pause_steps = settings.fade, settings.pause_steps
        self._armed = ARMED_S * rate_hz
        self._over_steps = max(round(OVER_S * rate_hz), 1)
        self._settled_steps = max(round(SETTLED_S * rate_hz), 1)
        self._between_steps = round(BETWEEN_S * rate_hz)
        self._seen = _Seen()
        self._tail: Movement | None = None
        self._still_steps = self._unseen_steps = 0

    @property
    def is_idle(self) -> bool:
        """Whether nothing is begun."""
        return self._tail is None and self._seen.end_tick == 0

    @property
    def start_tick(self) -> int:
        """Where the first half began."""
        return self._seen.start_tick

    @property
    def turn_tick(self) -> int:
        """Where the second half began."""
        return self._seen.turn_tick

    @property
    def slowness(self) -> float:
        """How many times as long as usual the first half was."""
        return self._seen.first_steps / self._usual_first

    @property
    def is_over(self) -> bool:
        """Whether the second half seems to be over."""
        return self._unseen_steps >= self._over_steps

    def push(self, tick: int, first: float, second: float) -> Movement | Candidate | None:
        """Takes the probabilities of both halves at a step.

        Returns:
            What is over with this step: a repetition that counted, or what did not.
        """
        self._unseen_steps = 0 if second >= 0.5 else self._unseen_steps + 1
        if self._tail is not None:
            if self._unseen_steps == 0:
                self._lengthen(self._tail, tick)
                return None
            if self._unseen_steps >= self._settled_steps:
                return self.end()
        other = 1.0 - first - second
        self._still_steps = self._still_steps + 1 if other > 0.5 else 0
        if self._still_steps >= self._pause_steps:
            return self._give_up()
        if self._seen.first < self._armed:
            return self._begin(tick, first, second, other)
        return self._go_on(tick, first, second, other)

    def count(self, tick: int) -> Counted:
        """Counts the repetition; the rest of its second half belongs to no other one."""
        seen = self._seen
        self._tail = replace(self._movement(), counted=True)
        self.clear()
        about_tick = min(tick, seen.end_tick - 1)
        return Counted(self.exercise, about_tick, seen.start_tick, seen.turn_tick)

    def end(self) -> Movement | None:
        """Ends the repetition that counted last, if it goes on."""
        tail, self._tail = self._tail, None
        return tail

    def clear(self) -> None:
        """Forgets what was gathered, but not a repetition that counted and goes on."""
        self._seen = _Seen()
        self.sum = 0.0

    def _lengthen(self, tail: Movement, tick: int) -> None:
        self._tail = replace(tail, end_tick=tick + 1, second_steps=tail.second_steps + 1)
        if self._seen.end_tick:
            self.clear()  # what looked like the next first half was a flicker

    def _begin(self, tick: int, first: float, second: float, other: float) -> Candidate | None:
        """Waits for enough of a first half."""
        seen = self._seen
        gathered = seen.first + first - second - self._fade * other
        if gathered <= 0.0:
            return self._lone_second(seen, tick)
        if seen.first == 0.0:
            seen.start_tick, seen.first_steps, seen.second_steps = tick, 0, 0
        seen.first = gathered
        seen.first_steps += other <= 0.5
        seen.end_tick = tick + 1
        return None

    def _lone_second(self, seen: _Seen, tick: int) -> Candidate | None:
        """Follows a second half that no first half went before."""
        seen.first = 0.0
        if self._unseen_steps == 0:
            if seen.second_steps == 0:
                seen.start_tick = seen.turn_tick = tick
                seen.first_steps = 0
            seen.second_steps += 1
            seen.end_tick = tick + 1
        elif self._unseen_steps >= self._settled_steps and seen.end_tick:
            return self._give_up()
        return None

    def _go_on(self, tick: int, first: float, second: float, other: float) -> Candidate | None:
        """Waits for a second half, and for enough of it."""
        seen = self._seen
        if self._is_past(seen):
            return self._begin_again(seen)
        gathered = seen.second + second - first - self._fade * other
        if seen.second == 0.0 and gathered > 0.0:
            seen.turn_tick, seen.second_steps = tick, 0
            seen.end_tick = tick + 1
        seen.second = max(gathered, 0.0)
        seen.first = min(seen.first + first - self._fade * other, self._usual_first)
        if seen.first < self._armed:
            return self._give_up()
        self._note(seen, tick, is_moving=other <= 0.5)
        self._weigh(seen, tick, first - second)
        return None

    def _is_past(self, seen: _Seen) -> bool:
        """Whether what is seen now belongs to another movement."""
        if seen.best_second <= PART * self._usual_second:
            return False
        return seen.again > PART * self._usual_first or self._unseen_steps >= self._between_steps

    def _note(self, seen: _Seen, tick: int, *, is_moving: bool) -> None:
        if not is_moving:
            return
        seen.end_tick = tick + 1
        if seen.second > 0.0:
            seen.second_steps += 1
        else:
            seen.first_steps += 1

    def _weigh(self, seen: _Seen, tick: int, towards_first: float) -> None:
        if seen.again == 0.0:
            seen.again_tick = tick
        seen.again = max(seen.again + towards_first, 0.0)
        self.sum = 0.0
        if seen.second > 0.0:
            second = min(seen.second / self._usual_second, 1.0)
            self.sum = seen.first / self._usual_first + second
        if self.sum > seen.best:
            seen.best, seen.best_tick, seen.best_second = self.sum, tick, seen.second
            seen.again = 0.0

    def _begin_again(self, seen: _Seen) -> Candidate | None:
        """Ends a movement; the next one's first half may have begun."""
        given_up = self._give_up()
        if seen.again > 0.0:
            self._seen = _Seen(
                first=seen.again,
                start_tick=seen.again_tick,
                end_tick=seen.end_tick,
                first_steps=max(seen.end_tick - seen.again_tick, 0),
            )
        return given_up

    def _give_up(self) -> Candidate | None:
        seen, movement = self._seen, self._movement()
        self.clear()
        is_half = (
            movement.first_steps >= PART * self._usual_first
            or movement.second_steps >= PART * self._usual_second
        )
        return Candidate(movement, seen.best_tick, seen.best) if is_half else None

    def _movement(self) -> Movement:
        seen = self._seen
        return Movement(
            exercise=self.exercise,
            counted=False,
            start_tick=seen.start_tick,
            turn_tick=seen.turn_tick if seen.second_steps else None,
            end_tick=seen.end_tick,
            first_steps=seen.first_steps,
            second_steps=seen.second_steps,
        )
