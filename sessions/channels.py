"""The channels of a frame: what is measured, where on the body, in which unit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sessions.errors import UsageError

AXES = ("x", "y", "z")
PLACES = ("right_hand", "left_hand", "right_foot", "left_foot", "chest", "belly")


@dataclass(frozen=True, slots=True)
class Channel:
    """One measured quantity of one stream, named as its column: ``phone.gravity_x_g``."""

    stream: str
    quantity: str
    unit: str

    @property
    def column(self) -> str:
        return f"{self.stream}.{self.quantity}_{self.unit}"


@dataclass(frozen=True, slots=True)
class Stream:
    """The channels that arrive together, and the age past which a sample says nothing any more."""

    name: str
    channels: tuple[Channel, ...]
    stale_s: float

    @property
    def age_column(self) -> str:
        return f"{self.name}.age_s"


def _axes(stream: str, quantity: str, unit: str) -> tuple[Channel, ...]:
    return tuple(Channel(stream, f"{quantity}_{axis}", unit) for axis in AXES)


PHONE = Stream(
    "phone",
    (
        *_axes("phone", "gravity", "g"),
        *_axes("phone", "acceleration", "g"),
        *(Channel("phone", angle, "rad") for angle in ("pitch", "roll", "yaw")),
        *_axes("phone", "rotation", "rad_s"),
    ),
    stale_s=1.0,
)
"""A phone's motion in iOS convention: gravity points to the earth, acceleration has none in it."""


def accelerometer(place: str, stale_s: float) -> Stream:
    """Returns the stream of a sensor of acceleration with gravity and of its radio signal."""
    return Stream(
        place, (*_axes(place, "acceleration", "g"), Channel(place, "rssi", "dbm")), stale_s
    )


def nearable(place: str) -> Stream:
    """Returns the stream of a Nearable worn at ``place``; its acceleration contains gravity.

    A Nearable is heard every 0.2 s at best and every 1.1 s at the 99th percentile, hence its
    long life.
    """
    return accelerometer(place, stale_s=2.0)


def inertial(place: str, stale_s: float) -> Stream:
    """Returns the stream of acceleration with gravity, rotation and angles."""
    return Stream(
        place,
        (
            *_axes(place, "acceleration", "g"),
            *_axes(place, "rotation", "rad_s"),
            *(Channel(place, angle, "rad") for angle in ("roll", "pitch", "yaw")),
        ),
        stale_s,
    )


STREAMS: tuple[Stream, ...] = (PHONE, *(nearable(place) for place in PLACES))
"""Every stream the program can record, in the order of the columns."""


def channels_of(streams: Iterable[Stream]) -> tuple[Channel, ...]:
    """Returns the channels of ``streams`` in the order of a frame's values."""
    return tuple(channel for stream in streams for channel in stream.channels)


def select(columns: Sequence[str], wanted: str) -> tuple[str, ...]:
    """Returns those of ``columns`` that the comma-separated ``wanted`` names, in their order.

    A name is a stream (``phone``), the start of a column up to an underscore
    (``phone.gravity``) or a whole column (``right_hand.rssi_dbm``).

    Raises:
        UsageError: a name that no column answers to.
    """
    names = [name.strip() for name in wanted.split(",") if name.strip()]
    chosen: set[str] = set()
    for name in names:
        found = {c for c in columns if c == name or c.startswith((f"{name}.", f"{name}_"))}
        if not found:
            known = ", ".join(dict.fromkeys(c.split(".")[0] for c in columns))
            raise UsageError(f"no channel is called '{name}' here; streams: {known}")
        chosen |= found
    if not chosen:
        raise UsageError("no channels are named; write for example 'phone,right_hand'")
    return tuple(column for column in columns if column in chosen)
