"""What is published, as JSON; docs/mqtt.md shows each."""

from typing import Literal

import msgspec

from exermoted.service.messages import Ended, Kind, Mode, Sensors, Started, Status
from inference.events import MountingChanged, Repetition, SetEnded

BREAK = "Break"
_OF_RUN = ("kind", "source", "since", "subject", "duration_s", "seed", "session")


class StatePayload(msgspec.Struct, frozen=True, kw_only=True):
    """What the daemon does.

    Attributes:
        mode: as it stands.
        kind, source, since, subject, duration_s, seed, session: of what runs, else null.
        trouble: what keeps it from its work at present, if anything.
        last: how the last run ended, if there was one.
        version: of the program.
    """

    mode: Mode
    kind: Kind | None = None
    source: str | None = None
    since: str | None = None
    subject: str | None = None
    duration_s: float | None = None
    seed: int | None = None
    session: str | None = None
    trouble: str | None = None
    last: str | None = None
    version: str = ""


class ActivityPayload(msgspec.Struct, frozen=True, kw_only=True):
    """What the athlete does: Break or an exercise; null where nobody looks."""

    activity: str | None = None


class CountPayload(msgspec.Struct, frozen=True, kw_only=True):
    """The present or the last set; in a recording, the repetition that is led."""

    exercise: str | None = None
    count: int = 0
    set: int = 0


class MountingPayload(msgspec.Struct, frozen=True, kw_only=True):
    """How the phone sits; null where nobody looks.

    Attributes:
        known: whether enough has been seen to say so.
        mirrored: whether it is on the other arm than those that were learnt from.
        turned_deg: by how much it is turned against an upright one.
        text: for people.
    """

    known: bool | None = None
    mirrored: bool | None = None
    turned_deg: float | None = None
    text: str | None = None


class RatesPayload(msgspec.Struct, frozen=True, kw_only=True):
    """How well the streams are heard.

    Attributes:
        lowest_hz: of the stream that is heard worst; null where none is.
        streams_hz: samples a second of each.
        battery_v: of each sensor that tells it.
    """

    lowest_hz: float | None = None
    streams_hz: dict[str, float] = {}
    battery_v: dict[str, float] = {}


class RepetitionEvent(msgspec.Struct, frozen=True, kw_only=True):
    """A repetition; counted live, or led in a recording."""

    event_type: Literal["repetition"] = "repetition"
    kind: Kind
    exercise: str
    count: int
    set: int
    time_s: float


class SetEvent(msgspec.Struct, frozen=True, kw_only=True):
    """A set is over."""

    event_type: Literal["set"] = "set"
    kind: Kind
    exercise: str
    repetitions: int
    set: int
    time_s: float


class SessionEvent(msgspec.Struct, frozen=True, kw_only=True):
    """A run has begun, or is over; ``result`` says how it ended."""

    event_type: Literal["started", "ended"]
    kind: Kind
    subject: str
    session: str | None = None
    result: str | None = None
    time_s: float = 0.0
    error: str | None = None


def state_of(status: Status) -> StatePayload:
    """Returns of a status what does not change with every second."""
    plain = StatePayload(
        mode=status.mode,
        trouble=status.trouble,
        last=status.last.state if status.last else None,
        version=status.version,
    )
    if status.run is None:
        return plain
    run = msgspec.structs.asdict(status.run)
    return msgspec.structs.replace(plain, **{name: run[name] for name in _OF_RUN})


def mounting_of(event: MountingChanged) -> MountingPayload:
    """Returns how the phone sits; what is not known is null."""
    if not event.known:
        return MountingPayload(known=False, text=event.text)
    return MountingPayload(
        known=True, mirrored=event.mirrored, turned_deg=event.turned_deg, text=event.text
    )


def rates_of(sensors: Sensors) -> RatesPayload:
    """Returns how well each stream is heard."""
    rates_hz = {sensor.name: round(sensor.rate_hz, 1) for sensor in sensors.sensors}
    batteries = {s.name: s.battery_v for s in sensors.sensors if s.battery_v is not None}
    lowest_hz = min(rates_hz.values(), default=None)
    return RatesPayload(lowest_hz=lowest_hz, streams_hz=rates_hz, battery_v=batteries)


def repetition_of(kind: Kind, event: Repetition) -> RepetitionEvent:
    return RepetitionEvent(
        kind=kind,
        exercise=event.exercise,
        count=event.count,
        set=event.set,
        time_s=round(event.about_s, 2),
    )


def set_of(kind: Kind, event: SetEnded) -> SetEvent:
    return SetEvent(
        kind=kind,
        exercise=event.exercise,
        repetitions=event.repetitions,
        set=event.set,
        time_s=round(event.time_s, 2),
    )


def session_of(message: Started | Ended) -> SessionEvent:
    run = message.run
    begun = SessionEvent(
        event_type="started", kind=run.kind, subject=run.subject, session=run.session
    )
    if isinstance(message, Started):
        return begun
    return msgspec.structs.replace(
        begun,
        event_type="ended",
        result=message.state,
        time_s=round(message.time_s, 1),
        error=message.error,
    )
