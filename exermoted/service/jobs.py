"""The two things that the daemon does: recording a workout and counting one live."""

import asyncio
import time
from pathlib import Path
from typing import Literal, Protocol

from exermoted.counting import count
from exermoted.feed import Feed
from exermoted.planning import Counting, Recording
from exermoted.recording import Moment, record
from exermoted.service.cueing import Cueing
from exermoted.service.messages import Happening
from exermoted.service.script_events import ScriptCounter
from exermoted.service.tally import Tally
from exermoted.service.teller import Teller
from inference.events import Event, Repetition
from inference.pipeline import Pipeline, Step
from sessions.frames import Frame
from sessions.script import Script

Outcome = Literal["complete", "interrupted", "incomplete"]


class Job(Protocol):
    """Something that takes radio and sound until it is over."""

    @property
    def script(self) -> Script:
        """What the athlete is told to do, or what a simulated one does."""

    async def go(self, teller: Teller, stop: asyncio.Event) -> Outcome:
        """Does it until it is over or ``stop`` is set; tells what happens.

        Raises:
            ExermotedError: it cannot begin, or cannot go on.
        """


class RecordJob:
    """Records a workout."""

    def __init__(self, planned: Recording) -> None:
        self._planned = planned
        self.script = planned.plan.script

    async def go(self, teller: Teller, stop: asyncio.Event) -> Outcome:
        planned = self._planned
        feed = Feed(planned.origin.source, planned.origin.metronome, planned.rate_hz)
        screen = _RecordScreen(teller, feed, self.script)
        recorded = await record(planned.plan, feed, planned.sound, screen, stop)
        screen.end(is_over=recorded.info.state == "complete")
        match recorded.info.state:
            case "complete" | "incomplete" as state:
                return state
            case _:
                return "interrupted"


class _RecordScreen:
    def __init__(self, teller: Teller, feed: Feed, script: Script) -> None:
        self._teller = teller
        self._feed = feed
        self._cueing = Cueing(script)
        self._counter = ScriptCounter()

    def begin(self, folder: Path) -> None:
        self._teller.begin(self._feed, folder.name)

    def show(self, moment: Moment) -> None:
        teller = self._teller
        teller.trouble = moment.trouble
        teller.tick(moment.frame, cue=self._cueing.at(moment.time_s))
        for event in self._counter.push(moment.label, moment.time_s):
            teller.happened(event)
        for note in moment.notes:
            teller.note(note)

    def end(self, *, is_over: bool) -> None:
        """Ends the set that is open, and, of a workout that is over, the last repetition."""
        time_s = self._teller.time_s
        for event in self._counter.finish(time_s) if is_over else self._counter.end_set(time_s):
            self._teller.happened(event)


class CountJob:
    """Recognises and counts live."""

    def __init__(self, planned: Counting) -> None:
        self._planned = planned
        self.script = planned.origin.script

    async def go(self, teller: Teller, stop: asyncio.Event) -> Outcome:
        origin, engine, sound = self._planned.origin, self._planned.engine, self._planned.sound
        feed = Feed(origin.source, origin.metronome, engine.card.rate_hz)
        screen = _LiveScreen(teller, feed)

        def told(event: Event) -> None:
            screen.tell(event)
            if isinstance(event, Repetition):
                sound.say_number(event.count)

        def pipeline(columns: tuple[str, ...]) -> Pipeline:
            return Pipeline(engine, columns, engine.card.rate_hz)

        try:
            await sound.open(time.monotonic)
            await sound.prepare(())
            await count(feed, pipeline, screen, told, stop)
        finally:
            await sound.close()
        return "interrupted" if stop.is_set() else "complete"


class _LiveScreen:
    def __init__(self, teller: Teller, feed: Feed) -> None:
        self._teller = teller
        self._feed = feed
        self._begun = False
        self._tally = Tally()

    def show(self, frame: Frame, step: Step) -> None:
        if not self._begun:
            self._begun = True
            self._teller.begin(self._feed)
        self._teller.tick(frame, count=self._tally.after(step))
        for note in self._feed.source.notes():
            self._teller.note(note)

    def tell(self, event: Event) -> None:
        if isinstance(event, Happening):
            self._teller.happened(event)
