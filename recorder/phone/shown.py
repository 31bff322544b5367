"""What a phone's page shows its wearer."""

from typing import Literal

import msgspec


class Shown(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What there is to be seen at a moment; what does not apply is None.

    Attributes:
        mode: idle while nothing runs.
        exercise: to be done now, or, live, of the present or the last set.
        set: its number.
        phase: of a recording: set_break, first_half, second_half or break.
        repetition: its number within the set.
        countdown_s: until the present phase is over.
        next: the exercise of the next set.
        state: of recognition: idle, initializing or evaluating.
        activity: what is recognised: Break or an exercise.
        score: of that activity, 0 to 1.
        count: repetitions of the present or the last set.
        mounting: what is to be done for it to be known how the phone sits.
    """

    mode: Literal["idle", "recording", "live"] = msgspec.field()
    exercise: str | None = None
    set: int | None = None
    phase: str | None = None
    repetition: int | None = None
    countdown_s: float | None = None
    next: str | None = None
    state: str | None = None
    activity: str | None = None
    score: float | None = None
    count: int | None = None
    mounting: str | None = None


IDLE = Shown(mode="idle")
