"""What live recognition tells; each event is one line of JSON in an events file."""

from enum import StrEnum
from typing import Literal

import msgspec


class State(StrEnum):
    """The states of the original's app.

    ``initializing`` until the first window is full, ``evaluating`` while windows are scored,
    ``idle`` when nothing runs.
    """

    IDLE = "idle"
    INITIALIZING = "initializing"
    EVALUATING = "evaluating"


class Event(msgspec.Struct, frozen=True, kw_only=True, tag_field="event", tag=str.lower):
    """Something that was noticed at ``time_s`` of the recording."""

    time_s: float


class StateChanged(Event, frozen=True, kw_only=True, tag="state"):
    """Recognition passed into another state."""

    state: State


class ActivityChanged(Event, frozen=True, kw_only=True, tag="activity"):
    """Another activity was recognised; it began at about ``about_s``.

    Attributes:
        activity: a break, an exercise, or ``Unknown movement``.
        score: the probability of that; None where nobody gives one, as of an unknown movement.
        about_s: when it began; of an unknown movement, when it was noticed.
    """

    activity: str
    score: float | None
    about_s: float


class Repetition(Event, frozen=True, kw_only=True, tag="repetition"):
    """A repetition, the ``count``-th of its set, was counted; it happened at about ``about_s``.

    Attributes:
        exercise: which one.
        count: how many of the set there are by now.
        set: the set's number.
        about_s: a moment within it.
        start_s: when its first half began; None where the model does not tell halves.
        turn_s: when its second half began.
        cadence_per_minute: repetitions a minute in this set so far; None for the first.
    """

    exercise: str
    count: int
    set: int
    about_s: float
    start_s: float | None = None
    turn_s: float | None = None
    cadence_per_minute: float | None = None


class RepetitionEnded(Event, frozen=True, kw_only=True, tag="repetition_ended"):
    """A repetition that was counted is over; told by models that know halves.

    Attributes:
        exercise: which one.
        count: which one of its set.
        set: the set's number.
        start_s: when its first half began.
        turn_s: when its second half began.
        end_s: when it was over.
        first_half_s: movement in its first half, without pauses.
        second_half_s: the same of the second.
        under_tension_s: both together.
        cadence_per_minute: repetitions a minute in this set so far; None for the first.
    """

    exercise: str
    count: int
    set: int
    start_s: float
    turn_s: float
    end_s: float
    first_half_s: float
    second_half_s: float
    under_tension_s: float
    cadence_per_minute: float | None = None


class PartialRepetition(Event, frozen=True, kw_only=True, tag="partial"):
    """One half of an exercise was seen without the other; it does not count.

    Attributes:
        exercise: which one.
        half: which half was seen.
        start_s: when that began.
        end_s: when it was over.
    """

    exercise: str
    half: Literal["first", "second"]
    start_s: float
    end_s: float


class SetEnded(Event, frozen=True, kw_only=True, tag="set"):
    """A set is over.

    Attributes:
        exercise: which one.
        repetitions: how many.
        set: its number.
        duration_s: from its first repetition to the end of its last, as far as it is known.
        cadence_per_minute: repetitions a minute; None where there was only one.
        under_tension_s: movement of all its repetitions; None where that is not known.
        partial: repetitions of which only half was done.
    """

    exercise: str
    repetitions: int
    set: int
    duration_s: float | None = None
    cadence_per_minute: float | None = None
    under_tension_s: float | None = None
    partial: int = 0


class MountingChanged(Event, frozen=True, kw_only=True, tag="mounting"):
    """It became known how the phone sits, it is not known any more, or it sits otherwise.

    Attributes:
        known: whether enough has been seen; until then the rest says little.
        mirrored: it is on the other arm than the phones that the network has learnt from.
        turned_deg: by how much it is turned against an upright one.
        rotation: the same as a matrix, row by row: its columns are where the phone's right, top
            and screen point, along the axes of an upright one.
        text: for people.
    """

    known: bool
    mirrored: bool
    turned_deg: float
    rotation: tuple[float, ...]
    text: str
