"""What flows from the sensors to the sinks: samples, frames and their labels."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Sample:
    """One reading of one stream.

    Attributes:
        stream: the stream's name.
        time_s: when it was measured as well as is known, on the session's monotonic clock: its
            arrival, or earlier where the device's own clock tells so.
        values: one number per channel of the stream, in its units; NaN where it has none.
        device_time_s: the device's own time, where it tells one.
        arrival_s: its arrival on the same clock as ``time_s``, where the two differ.
    """

    stream: str
    time_s: float
    values: tuple[float, ...]
    device_time_s: float | None = None
    arrival_s: float | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """The latest sample of every stream at one tick.

    Attributes:
        tick: number of the tick since the start.
        time_s: when the tick was due, since the start.
        values: one number per channel of all streams; NaN is missing.
        ages_s: one number per stream; NaN where nothing has arrived yet.
        utc_s: wall time of the tick, only ever written down; None for a tick that was missed.
    """

    tick: int
    time_s: float
    values: tuple[float, ...]
    ages_s: tuple[float, ...]
    utc_s: float | None


class Phase(StrEnum):
    """Where in a workout a moment lies."""

    SET_BREAK = "set_break"
    FIRST_HALF = "first_half"
    SECOND_HALF = "second_half"
    BREAK = "break"
    SET = "set"
    """Somewhere in a set whose repetitions are not known one by one."""


@dataclass(frozen=True, slots=True)
class Label:
    """What the athlete was told to do; ``set`` and ``repetition`` count from 1 within the workout.

    In a set break there is no exercise, set or repetition; in a break they are those of the
    repetition before it; where only the set is known there is no repetition.
    """

    phase: Phase
    exercise: str | None = None
    set: int | None = None
    repetition: int | None = None

    @property
    def is_moving(self) -> bool:
        """Whether this moment is part of a repetition."""
        return self.phase in (Phase.FIRST_HALF, Phase.SECOND_HALF)


SET_BREAK = Label(Phase.SET_BREAK)
