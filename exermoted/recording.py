"""Leads and records one workout."""

import asyncio
import platform
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import msgspec

from exermoted import VERSION
from exermoted.feed import Feed
from recorder.coach import Cue
from recorder.sampler import Sampler, StreamCounts
from recorder.sound.player import Sound
from sessions.exercises import Exercises
from sessions.folder import make_folder
from sessions.frames import Frame, Label
from sessions.info import SessionInfo, State, StreamInfo, stream_info
from sessions.script import Script
from sessions.writer import SessionWriter


@dataclass(frozen=True)
class Plan:
    """What is to be recorded.

    Attributes:
        subject: who trains; data, never a path.
        script: the workout.
        exercises: what it was drawn from; None where it came with a recording.
        parent: folder that the session's folder is made in.
        source: what the samples come from, as the user named it.
        sensors: by place, the identifier of the sensor worn there.
        cues: what the athlete hears.
    """

    subject: str
    script: Script
    exercises: Exercises | None
    parent: Path
    source: str
    sensors: dict[str, str]
    cues: tuple[Cue, ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """What a screen can show of a recording at one tick.

    Attributes:
        frame: what was recorded.
        label: what the athlete is told to do.
        rates_hz: of each stream over the last seconds.
        notes: what happened since the last moment.
        trouble: what the disk refuses at present, if anything.
    """

    frame: Frame
    label: Label
    rates_hz: dict[str, float]
    notes: Sequence[str]
    trouble: str | None

    @property
    def time_s(self) -> float:
        """Since the start."""
        return self.frame.time_s


class RecordScreen(Protocol):
    """Something that shows how a recording goes on; it must not wait."""

    def begin(self, folder: Path) -> None:
        """Takes that the source is open and the session is being written there."""

    def show(self, moment: Moment) -> None: ...


@dataclass(frozen=True)
class Recorded:
    """A session that has ended."""

    folder: Path
    info: SessionInfo


async def record(
    plan: Plan, feed: Feed, sound: Sound, screen: RecordScreen, stop: asyncio.Event
) -> Recorded:
    """Records until the workout is over, the source has ended or ``stop`` is set.

    Sound runs on the real clock also where the source is simulated, and never stops a recording.

    Raises:
        SourceError: the source cannot be opened; nothing is written then.
        DataError: the disk takes nothing at the start or the end.
    """
    try:
        await sound.open(time.monotonic)
        await sound.prepare(plan.cues)
        async with feed:
            started = datetime.now(UTC)
            folder = make_folder(plan.parent, plan.subject, started)
            screen.begin(folder)
            writer = SessionWriter(folder, _info(plan, feed, started), feed.start_s)
            info = await _write(plan, feed, sound, screen, stop, writer)
    finally:
        await sound.close()
    return Recorded(folder, info)


async def _write(
    plan: Plan,
    feed: Feed,
    sound: Sound,
    screen: RecordScreen,
    stop: asyncio.Event,
    writer: SessionWriter,
) -> SessionInfo:
    total = round(plan.script.duration_s * feed.rate_hz)
    notes: list[str] = []
    state: State = "interrupted"
    try:
        async for tick, frame in feed.frames(stop, writer.write_sample):
            if tick.number == 0:
                sound.start(time.monotonic() - tick.late_s)
            label = plan.script.label_at(frame.time_s)
            writer.write_frame(frame, label, tick.late_s)
            news = (*feed.source.notes(), *sound.notes())
            notes += (f"{frame.time_s:.1f} s: {note}" for note in news)
            rates_hz = feed.sampler.rates_hz()
            screen.show(Moment(frame, label, rates_hz, news, writer.trouble))
            if tick.number + 1 >= total:
                state = "complete"
                break
    finally:
        info = await asyncio.to_thread(  # a slow disk keeps others waiting for nothing
            writer.close,
            state,
            streams=_streams(feed.sampler),
            notes=tuple(notes),
            underruns=sound.counts.underruns,
        )
    return info


def _info(plan: Plan, feed: Feed, started: datetime) -> SessionInfo:
    drawn = plan.exercises
    return SessionInfo(
        subject=plan.subject,
        state="recording",
        started=started.isoformat(timespec="milliseconds"),
        rate_hz=feed.rate_hz,
        duration_s=plan.script.duration_s,
        seed=plan.script.seed,
        set_break_s=drawn.set_break_s if drawn else None,
        exercises=drawn.exercises if drawn else (),
        counts=dict(plan.script.counts),
        trimmed_s=dict(plan.script.trimmed_s),
        sources=(plan.source,),
        sensors=plan.sensors,
        streams={stream.name: stream_info(stream) for stream in feed.sampler.streams},
        versions={"exermoted": VERSION, "python": platform.python_version()},
    )


def _streams(sampler: Sampler) -> dict[str, StreamInfo]:
    seconds = max(sampler.ticks / sampler.rate_hz, 1e-9)
    counts = sampler.counts()
    return {s.name: _counted(stream_info(s), counts[s.name], seconds) for s in sampler.streams}


def _counted(info: StreamInfo, counts: StreamCounts, seconds: float) -> StreamInfo:
    figures = asdict(counts) | {
        "longest_gap_s": round(counts.longest_gap_s, 3),
        "rate_hz": round(counts.samples / seconds, 3),
    }
    return msgspec.structs.replace(info, **figures)
