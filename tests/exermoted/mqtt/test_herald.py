import json
from typing import Any

from exermoted.mqtt.herald import RATES_EVERY_S, Herald, Publication
from exermoted.mqtt.topics import Topic
from exermoted.service.messages import (
    Count,
    Cue,
    Ended,
    Happened,
    Note,
    Run,
    Sensor,
    Sensors,
    Status,
    Tick,
)
from inference.events import MountingChanged

RUN = Run(kind="record", source="sim", since="2026-03-01T10:15:00+00:00", subject="Ada")


def told(publications: list[Publication]) -> dict[Topic, Any]:
    return {publication.topic: json.loads(publication.payload) for publication in publications}


def led(phase: str, exercise: str | None, repetition: int | None) -> Tick:
    cue = Cue(
        phase=phase,
        exercise=exercise,
        set=1 if exercise else None,
        repetition=repetition,
        left_s=1.0,
        remaining_s=10.0,
        next=None,
        next_in_s=None,
    )
    return Tick(tick=1, time_s=0.1, values=(), ages_s=(), cue=cue)


def counted(activity: str | None, count: int) -> Tick:
    seen = Count(
        state="evaluating", activity=activity, score=0.9, exercise="Squat", count=count, set=1
    )
    return Tick(tick=1, time_s=0.1, values=(), ages_s=(), count=seen)


def heard(*rates_hz: float) -> Sensors:
    sensors = [
        Sensor(
            name=f"stream{number}",
            rate_hz=rate_hz,
            age_s=0.1,
            samples=1,
            missing=0,
            gaps=0,
            longest_gap_s=0.0,
        )
        for number, rate_hz in enumerate(rates_hz)
    ]
    return Sensors(sensors=tuple(sensors))


def test_a_status_that_only_grew_older_says_nothing_new() -> None:
    herald = Herald()
    first = told(herald.publications(Status(mode="recording", run=RUN, time_s=1.0)))
    assert first[Topic.STATE]["subject"] == "Ada"
    assert herald.publications(Status(mode="recording", run=RUN, time_s=2.0)) == []


def test_ticks_say_what_changed_and_nothing_else() -> None:
    herald = Herald()
    assert told(herald.publications(counted("Break", 0)))[Topic.ACTIVITY] == {"activity": "Break"}
    assert herald.publications(counted("Break", 0)) == []
    assert list(told(herald.publications(counted("Break", 1)))) == [Topic.COUNT]


def test_a_recording_says_what_is_led() -> None:
    herald = Herald()
    herald.publications(led("set_break", None, None))
    now = told(herald.publications(led("first_half", "Squat", 2)))
    assert now[Topic.ACTIVITY] == {"activity": "Squat"}
    assert now[Topic.COUNT] == {"exercise": "Squat", "count": 2, "set": 1}
    assert herald.publications(led("break", "Squat", 2)) == []


def test_how_the_phone_sits_is_kept_until_the_end() -> None:
    herald = Herald()
    unknown, known = mounting(known=False), mounting(known=True)
    assert told(herald.publications(unknown))[Topic.MOUNTING] == {
        "known": False,
        "mirrored": None,
        "turned_deg": None,
        "text": "not known yet",
    }
    assert told(herald.publications(known))[Topic.MOUNTING]["turned_deg"] == 178.2
    assert herald.publications(known) == []
    assert told(herald.publications(Status()))[Topic.MOUNTING]["text"] is None


def mounting(*, known: bool) -> Happened:
    event = MountingChanged(
        time_s=1.0,
        known=known,
        mirrored=False,
        turned_deg=178.2,
        rotation=(1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0),
        text="top down, screen outward" if known else "not known yet",
    )
    return Happened(kind="live", event=event)


def test_an_end_takes_back_what_was_so() -> None:
    herald = Herald()
    herald.publications(counted("Squat", 3))
    now = told(herald.publications(Status()))
    assert now[Topic.ACTIVITY] == {"activity": None}
    assert now[Topic.COUNT] == {"exercise": None, "count": 0, "set": 0}
    assert now[Topic.STATE]["mode"] == "idle"


def test_rates_are_told_now_and_then() -> None:
    now_s = 0.0
    herald = Herald(lambda: now_s)
    first = told(herald.publications(heard(10.0, 4.26)))
    assert first[Topic.RATES]["lowest_hz"] == 4.3
    assert herald.publications(heard(10.0, 9.0)) == []
    now_s = RATES_EVERY_S
    assert told(herald.publications(heard(10.0, 9.0)))[Topic.RATES]["lowest_hz"] == 9.0


def test_what_happens_is_not_retained() -> None:
    ended = Ended(run=RUN, state="failed", time_s=1.0, frames=10, error="the disk is gone")
    (session,) = Herald().publications(ended)
    assert not session.retain
    assert json.loads(session.payload)["error"] == "the disk is gone"
    (note,) = Herald().publications(Note(time_s=1.0, text="a sensor fell silent"))
    assert (note.topic, note.payload, note.retain) == (Topic.NOTE, b"a sensor fell silent", False)


def test_somebody_who_comes_later_is_told_all_that_is_so() -> None:
    herald = Herald()
    herald.publications(Status(mode="live"))
    herald.publications(counted("Squat", 3))
    present = herald.present()
    assert {p.topic for p in present} == {Topic.STATE, Topic.ACTIVITY, Topic.COUNT}
    assert all(publication.retain for publication in present)
