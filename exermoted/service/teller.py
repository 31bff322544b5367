"""What a run tells while it goes on: ticks, what happens, and how each stream is heard."""

import asyncio
import math
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

import msgspec

from exermoted.feed import Feed
from exermoted.service.hub import Hub
from exermoted.service.messages import (
    Count,
    Cue,
    Ended,
    Ending,
    Happened,
    Happening,
    Note,
    Run,
    Sensor,
    Sensors,
    SetSoFar,
    Started,
    Tick,
)
from inference.events import MountingChanged, Repetition
from recorder.heard import SensorState
from recorder.sampler import StreamCounts
from sessions.frames import Frame

TICKS_HZ = 10
_DIGITS = 4


class Teller:
    """Tells the hub what one run does, from its first tick on.

    Args:
        hub: passes it on.
        beat: called with every tick, to show that ticks still come.
        run: as it was asked for.

    Attributes:
        run: with all that is known by now.
        begun: set once the source is open.
        time_s: of the latest tick.
        frames: how many there were.
        rates_hz: samples a second of each stream over the last seconds.
        trouble: what keeps it from its work at present, if anything.
        mounting: how the phone sits, as it was told last.
    """

    def __init__(self, hub: Hub, beat: Callable[[], None] = lambda: None, *, run: Run) -> None:
        self._hub = hub
        self._beat = beat
        self.run = run
        self.begun = asyncio.Event()
        self.time_s = 0.0
        self.frames = 0
        self.rates_hz: dict[str, float] = {}
        self.trouble: str | None = None
        self.mounting: MountingChanged | None = None
        self.sensors = Sensors()
        self._sets: dict[int, SetSoFar] = {}
        self._feed: Feed | None = None
        self._every = self._ticks_per_s = 1

    def begin(self, feed: Feed, session: str | None = None) -> None:
        """Takes that the source is open, and tells that the run has begun."""
        self._feed = feed
        self._every = ticks_apart(feed.rate_hz)
        self._ticks_per_s = max(round(feed.rate_hz), 1)
        streams = feed.source.streams
        self.run = msgspec.structs.replace(
            self.run,
            since=wall_time(),
            session=session,
            columns=tuple(c.column for stream in streams for c in stream.channels),
            streams=tuple(stream.name for stream in streams),
        )
        self._hub.tell(Started(run=self.run))
        self.begun.set()

    def tick(self, frame: Frame, cue: Cue | None = None, count: Count | None = None) -> None:
        self._beat()
        self.time_s = frame.time_s
        self.frames += 1
        if frame.tick % self._every == 0:
            self._hub.tell(tick_of(frame, cue, count))
        if self._feed is not None and frame.tick % self._ticks_per_s == 0:
            self.rates_hz = self._feed.sampler.rates_hz()
            self.sensors = Sensors(sensors=tuple(_sensors(self._feed, frame)))
            self._hub.tell(self.sensors)

    @property
    def sets(self) -> tuple[SetSoFar, ...]:
        """The sets of this run so far, in order."""
        return tuple(self._sets.values())

    def happened(self, event: Happening) -> None:
        match event:
            case Repetition(set=number, exercise=exercise, count=repetitions):
                self._sets[number] = SetSoFar(
                    set=number, exercise=exercise, repetitions=repetitions
                )
            case MountingChanged():
                self.mounting = event
            case _:
                pass
        self._hub.tell(Happened(kind=self.run.kind, event=event))

    def ended(self, state: Ending, error: str | None = None) -> Ended:
        """Returns how the run ended, with what was ticked until then."""
        return Ended(
            run=self.run,
            state=state,
            time_s=round(self.time_s, 3),
            frames=self.frames,
            error=error,
        )

    def note(self, text: str) -> None:
        self._hub.tell(Note(time_s=self.time_s, text=text))


def wall_time() -> str:
    """Returns the wall time, ISO 8601 with a zone."""
    return datetime.now().astimezone().isoformat(timespec="milliseconds")


def ticks_apart(rate_hz: float) -> int:
    """Returns which of the frames are told, every so-many-th: about ten a second."""
    return max(round(rate_hz / TICKS_HZ), 1)


def tick_of(frame: Frame, cue: Cue | None = None, count: Count | None = None) -> Tick:
    """Returns a frame as it is told."""
    return Tick(
        tick=frame.tick,
        time_s=frame.time_s,
        values=_numbers(frame.values),
        ages_s=_numbers(frame.ages_s),
        cue=cue,
        count=count,
    )


def _numbers(values: Sequence[float]) -> tuple[float | None, ...]:
    return tuple(None if math.isnan(value) else round(value, _DIGITS) for value in values)


def _sensors(feed: Feed, frame: Frame) -> list[Sensor]:
    """Returns how each stream is heard."""
    heard = {state.place: state for state in feed.source.sensors()}
    counts, rates_hz = feed.sampler.counts(), feed.sampler.rates_hz()
    return [
        _sensor(stream.name, age_s, counts[stream.name], rates_hz[stream.name], heard)
        for stream, age_s in zip(feed.source.streams, frame.ages_s, strict=True)
    ]


def _sensor(
    name: str,
    age_s: float,
    counts: StreamCounts,
    rate_hz: float,
    heard: Mapping[str | None, SensorState],
) -> Sensor:
    itself = heard.get(name)
    return Sensor(
        name=name,
        rate_hz=round(rate_hz, 2),
        age_s=None if math.isnan(age_s) else round(age_s, 3),
        samples=counts.samples,
        missing=counts.missing,
        gaps=counts.gaps,
        longest_gap_s=round(counts.longest_gap_s, 3),
        identifier=itself.identifier if itself else None,
        rssi_dbm=None if itself is None or math.isnan(itself.rssi_dbm) else itself.rssi_dbm,
        battery_v=itself.battery_v if itself else None,
    )
