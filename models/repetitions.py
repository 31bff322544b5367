"""What a counter finds: repetitions as they count, and movements that are over."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Counted:
    """A repetition that counts.

    Attributes:
        exercise: which one.
        about_tick: a frame within it.
        start_tick: the first of its first half, where halves are known.
        turn_tick: the first of its second half.
    """

    exercise: str
    about_tick: int
    start_tick: int | None = None
    turn_tick: int | None = None


@dataclass(frozen=True, slots=True)
class Movement:
    """A movement that is over.

    Attributes:
        exercise: which one.
        counted: whether it was a repetition.
        start_tick: its first frame.
        turn_tick: the first frame of its second half; None where there was none.
        end_tick: the frame after its last.
        first_steps: frames of movement in its first half; pauses are none.
        second_steps: the same of its second half.
    """

    exercise: str
    counted: bool
    start_tick: int
    turn_tick: int | None
    end_tick: int
    first_steps: int
    second_steps: int
