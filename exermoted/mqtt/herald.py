"""Turns what the daemon tells into what is published."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from exermoted.mqtt.payloads import (
    BREAK,
    ActivityPayload,
    CountPayload,
    MountingPayload,
    RatesPayload,
    mounting_of,
    rates_of,
    repetition_of,
    session_of,
    set_of,
    state_of,
)
from exermoted.mqtt.topics import Topic
from exermoted.service.messages import (
    AnyMessage,
    Count,
    Cue,
    Ended,
    Happened,
    Note,
    Sensors,
    Started,
    Status,
    Tick,
)
from inference.events import MountingChanged, Repetition, SetEnded

RATES_EVERY_S = 10.0


@dataclass(frozen=True, slots=True)
class Publication:
    """What goes to a topic; what is retained also reaches whoever comes later."""

    topic: Topic
    payload: bytes
    retain: bool = False


class Herald:
    """Publishes what is so at present when it changes, and what happens when it does.

    Args:
        clock: tells the time in seconds; rates are published now and then.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._present: dict[Topic, bytes] = {}
        self._rates_due_s = clock()

    def present(self) -> list[Publication]:
        """Returns what is so at present, for somebody who knows nothing."""
        return [
            Publication(topic, payload, retain=True) for topic, payload in self._present.items()
        ]

    def publications(self, message: AnyMessage) -> list[Publication]:
        """Returns what to publish because of a message, often nothing."""
        match message:
            case Status():
                return self._status(message)
            case Tick():
                return self._tick(message)
            case Sensors():
                return self._rates(message)
            case Happened(event=MountingChanged() as event):
                return self._changed(Topic.MOUNTING, mounting_of(event))
            case Note():
                return [Publication(Topic.NOTE, message.text.encode(errors="replace"))]
            case _:
                return _event(message)

    def _status(self, status: Status) -> list[Publication]:
        told = self._changed(Topic.STATE, state_of(status))
        if status.mode in {"idle", "starting"}:
            told += self._doing(ActivityPayload(), CountPayload())
            told += self._changed(Topic.MOUNTING, MountingPayload())
            told += self._changed(Topic.RATES, RatesPayload())
            self._rates_due_s = self._clock()
        return told

    def _tick(self, tick: Tick) -> list[Publication]:
        if tick.count is not None:
            return self._doing(*_counted(tick.count))
        return [] if tick.cue is None else self._doing(*_led(tick.cue))

    def _rates(self, sensors: Sensors) -> list[Publication]:
        if self._clock() < self._rates_due_s:
            return []
        self._rates_due_s = self._clock() + RATES_EVERY_S
        return self._changed(Topic.RATES, rates_of(sensors))

    def _doing(self, activity: ActivityPayload, count: CountPayload) -> list[Publication]:
        return self._changed(Topic.ACTIVITY, activity) + self._changed(Topic.COUNT, count)

    def _changed(self, topic: Topic, value: msgspec.Struct) -> list[Publication]:
        payload = msgspec.json.encode(value)
        if self._present.get(topic) == payload:
            return []
        self._present[topic] = payload
        return [Publication(topic, payload, retain=True)]


def _counted(count: Count) -> tuple[ActivityPayload, CountPayload]:
    present = CountPayload(exercise=count.exercise, count=count.count, set=count.set)
    return ActivityPayload(activity=count.activity), present


def _led(cue: Cue) -> tuple[ActivityPayload, CountPayload]:
    """Returns what the script has; in a break within a set, the set goes on."""
    present = CountPayload(exercise=cue.exercise, count=cue.repetition or 0, set=cue.set or 0)
    return ActivityPayload(activity=cue.exercise or BREAK), present


def _event(message: Happened | Started | Ended) -> list[Publication]:
    """Returns what happened; it is not retained, for it is not so any more."""
    match message:
        case Happened(kind=kind, event=Repetition() as event):
            return [Publication(Topic.REPETITION, msgspec.json.encode(repetition_of(kind, event)))]
        case Happened(kind=kind, event=SetEnded() as event):
            return [Publication(Topic.SET, msgspec.json.encode(set_of(kind, event)))]
        case Started() | Ended():
            return [Publication(Topic.SESSION, msgspec.json.encode(session_of(message)))]
        case _:
            return []
