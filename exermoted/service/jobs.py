"""The two things that are done, by the daemon or in the foreground: recording, counting live."""

import asyncio
import time
from collections.abc import Callable
from typing import Literal, Protocol

from exermoted.counting import LiveScreen, count
from exermoted.feed import Feed
from exermoted.planning import Counting, Recording
from exermoted.recording import Recorded, RecordScreen, record
from exermoted.service.teller import Teller
from exermoted.service.told import ToldCounting, ToldRecording
from inference.events import Event, Repetition
from inference.pipeline import Pipeline
from sessions.info import SessionInfo
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
    """Records a workout.

    Args:
        planned: what is to be recorded.
        display: is shown it, too, where it runs in the foreground.
    """

    def __init__(self, planned: Recording, display: RecordScreen | None = None) -> None:
        self._planned = planned
        self._display = display
        self.script = planned.plan.script

    async def go(self, teller: Teller, stop: asyncio.Event) -> Outcome:
        return outcome_of((await self.record(teller, stop)).info)

    async def record(self, teller: Teller, stop: asyncio.Event) -> Recorded:
        """Does it as `go`, and returns the session."""
        planned = self._planned
        feed = Feed(planned.origin.source, planned.origin.metronome, planned.rate_hz)
        screen = ToldRecording(teller, feed, self.script, self._display)
        recorded = await record(planned.plan, feed, planned.sound, screen, stop)
        screen.end(recorded.info)
        return recorded


def outcome_of(info: SessionInfo) -> Outcome:
    """Returns how a recording ended."""
    match info.state:
        case "complete" | "incomplete" as state:
            return state
        case _:
            return "interrupted"


class CountJob:
    """Recognises and counts live.

    Args:
        planned: how it is counted.
        display: is shown it, too, where it runs in the foreground.
        tell: is given every event, too.
    """

    def __init__(
        self,
        planned: Counting,
        display: LiveScreen | None = None,
        tell: Callable[[Event], None] = lambda _: None,
    ) -> None:
        self._planned = planned
        self._display = display
        self._tell = tell
        self.script = planned.origin.script

    async def go(self, teller: Teller, stop: asyncio.Event) -> Outcome:
        origin, engine, sound = self._planned.origin, self._planned.engine, self._planned.sound
        feed = Feed(origin.source, origin.metronome, engine.card.rate_hz)
        screen = ToldCounting(teller, feed, self._display)

        def told(event: Event) -> None:
            self._tell(event)
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
