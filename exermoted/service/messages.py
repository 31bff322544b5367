"""What the daemon tells: its status, and what happens; each message is one JSON object.

The same values go to the control API, the dashboard, MQTT, the history and the command line.
"""

from typing import Literal

import msgspec

from inference.events import (
    ActivityChanged,
    MountingChanged,
    Repetition,
    SetEnded,
    StateChanged,
)

Mode = Literal["idle", "starting", "recording", "live", "stopping"]
Kind = Literal["record", "live"]
Ending = Literal["complete", "interrupted", "incomplete", "failed"]
Happening = Repetition | SetEnded | ActivityChanged | StateChanged | MountingChanged


class Message(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag=str.lower):
    """Something that is told; ``type`` says what."""


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """A recording or a live workout, from the moment it was asked for.

    Attributes:
        kind: what it is.
        source: where its samples come from.
        since: wall time of its start, ISO 8601 with a zone; until it has begun, of the order.
        subject: who trains; may be empty where nobody said.
        duration_s: how long it will be, where that is known.
        seed: of its workout script, where it was drawn.
        session: name of the session's folder, once there is one.
        columns: names of a tick's values, once the source is known.
        streams: names of a tick's ages.
    """

    kind: Kind
    source: str
    since: str
    subject: str = ""
    duration_s: float | None = None
    seed: int | None = None
    session: str | None = None
    columns: tuple[str, ...] = ()
    streams: tuple[str, ...] = ()


class SetSoFar(msgspec.Struct, frozen=True, kw_only=True):
    """A set of what runs, over or going on."""

    set: int
    exercise: str
    repetitions: int


class Status(Message, frozen=True, kw_only=True):
    """What the daemon does at present.

    Attributes:
        mode: as it stands.
        run: what runs, where something does.
        time_s: since its start.
        sets: of what runs, for those who come later.
        mounting: how the phone sits, where the model looks for that.
        rates_hz: samples a second of each stream over the last seconds.
        trouble: what keeps it from its work at present, if anything.
        last: how the last run ended, if there was one.
        version: of the program.
        phone: whether a phone's page is connected.
    """

    mode: Mode = "idle"
    run: Run | None = None
    time_s: float = 0.0
    sets: tuple[SetSoFar, ...] = ()
    mounting: MountingChanged | None = None
    rates_hz: dict[str, float] = {}
    trouble: str | None = None
    last: "Ended | None" = None
    version: str = ""
    phone: bool = False


class Cue(msgspec.Struct, frozen=True, kw_only=True):
    """What the athlete is told to do at a moment of a recording.

    Attributes:
        phase: set_break, first_half, second_half, break, or set where no repetitions are known.
        exercise: None in a set break.
        set: its number.
        repetition: its number.
        left_s: until the present phase is over.
        remaining_s: until the workout is over.
        next: the exercise of the next set; None where none follows.
        next_in_s: until that set begins.
    """

    phase: str
    exercise: str | None
    set: int | None
    repetition: int | None
    left_s: float
    remaining_s: float
    next: str | None
    next_in_s: float | None


class Count(msgspec.Struct, frozen=True, kw_only=True):
    """What is recognised and counted at a moment.

    Attributes:
        state: of recognition: idle, initializing or evaluating.
        activity: Break or an exercise; None before the first window is full.
        score: of that activity.
        exercise: of the present or the last set; None before the first.
        count: repetitions of that set.
        set: its number; 0 before the first.
    """

    state: str
    activity: str | None
    score: float
    exercise: str | None
    count: int
    set: int


class Tick(Message, frozen=True, kw_only=True):
    """One tick of what runs, 10 a second; may be dropped where nobody fetches it.

    Attributes:
        tick: its number.
        time_s: since the start.
        values: by `Run.columns`; None is missing.
        ages_s: by `Run.streams`; None where nothing has arrived yet.
        cue: in a recording.
        count: live.
    """

    tick: int
    time_s: float
    values: tuple[float | None, ...]
    ages_s: tuple[float | None, ...]
    cue: Cue | None = None
    count: Count | None = None


class Happened(Message, frozen=True, kw_only=True):
    """A repetition, a set's end, another activity or mounting; in a recording as scripted."""

    kind: Kind
    event: Happening


class Note(Message, frozen=True, kw_only=True):
    """Something that a person should know."""

    time_s: float
    text: str


class Sensor(msgspec.Struct, frozen=True, kw_only=True):
    """How well one stream is heard.

    Attributes:
        name: the stream's.
        rate_hz: samples a second, lately.
        age_s: of its latest sample; None where there is none.
        samples: since the start.
        missing: ticks without a value.
        gaps: times it fell silent.
        longest_gap_s: the longest time between two samples.
        identifier: of the sensor, where it tells one.
        rssi_dbm: strength of its signal, where it has one.
        battery_v: as it last said, where it does.
    """

    name: str
    rate_hz: float
    age_s: float | None
    samples: int
    missing: int
    gaps: int
    longest_gap_s: float
    identifier: str | None = None
    rssi_dbm: float | None = None
    battery_v: float | None = None


class Sensors(Message, frozen=True, kw_only=True):
    """The streams of what runs, or of what ran last."""

    sensors: tuple[Sensor, ...] = ()


class Started(Message, frozen=True, kw_only=True):
    """A run has begun; never dropped."""

    run: Run


class Ended(Message, frozen=True, kw_only=True):
    """A run is over; never dropped.

    Attributes:
        run: what it was.
        state: complete, interrupted, incomplete (the disk was full) or failed.
        time_s: how long it was.
        frames: how many were recorded or looked at.
        error: why it failed, if it did.
    """

    run: Run
    state: Ending
    time_s: float
    frames: int
    error: str | None = None


AnyMessage = Status | Tick | Happened | Note | Sensors | Started | Ended
"""Every message; decode one with ``msgspec.json.decode(data, type=AnyMessage)``."""
