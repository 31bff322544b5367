"""What live recognition tells; each event is one line of JSON in an events file."""

from enum import StrEnum

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
    """Another activity was recognised; it began at about ``about_s``."""

    activity: str
    score: float
    about_s: float


class Repetition(Event, frozen=True, kw_only=True, tag="repetition"):
    """A repetition, the ``count``-th of its set, was counted; it happened at about ``about_s``."""

    exercise: str
    count: int
    set: int
    about_s: float


class SetEnded(Event, frozen=True, kw_only=True, tag="set"):
    """A set is over."""

    exercise: str
    repetitions: int
    set: int


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
