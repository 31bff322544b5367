"""Screens by which a recording and live counting are told, and shown beside that."""

from pathlib import Path

from exermoted.counting import LiveScreen
from exermoted.feed import Feed
from exermoted.recording import Moment, RecordScreen
from exermoted.service.cueing import Cueing
from exermoted.service.messages import Happening
from exermoted.service.script_events import ScriptCounter
from exermoted.service.tally import Tally
from exermoted.service.teller import Teller
from inference.events import Event
from inference.pipeline import Step
from sessions.frames import Frame
from sessions.info import SessionInfo
from sessions.script import Script


class ToldRecording:
    """A recording's screen that tells it.

    Args:
        teller: tells what happens.
        feed: where the frames come from.
        script: what the athlete is told to do.
        display: is shown the same.
    """

    def __init__(
        self, teller: Teller, feed: Feed, script: Script, display: RecordScreen | None
    ) -> None:
        self._teller = teller
        self._feed = feed
        self._display = display
        self._cueing = Cueing(script)
        self._counter = ScriptCounter()

    def begin(self, folder: Path) -> None:
        self._teller.begin(self._feed, folder.name)
        if self._display is not None:
            self._display.begin(folder)

    def show(self, moment: Moment) -> None:
        teller = self._teller
        teller.trouble = moment.trouble
        teller.tick(moment.frame, cue=self._cueing.at(moment.time_s))
        for event in self._counter.push(moment.label, moment.time_s):
            teller.happened(event)
        for note in moment.notes:
            teller.note(note)
        if self._display is not None:
            self._display.show(moment)

    def end(self, info: SessionInfo) -> None:
        """Ends the set that is open, and, of a workout that is over, the last repetition."""
        time_s = info.frames / info.rate_hz
        is_over = info.state == "complete"
        for event in self._counter.finish(time_s) if is_over else self._counter.end_set(time_s):
            self._teller.happened(event)


class ToldCounting:
    """A live screen that tells what is counted.

    Args:
        teller: tells what happens.
        feed: where the frames come from.
        display: is shown the same.
    """

    def __init__(self, teller: Teller, feed: Feed, display: LiveScreen | None) -> None:
        self._teller = teller
        self._feed = feed
        self._display = display
        self._tally = Tally()

    def show(self, frame: Frame, step: Step) -> None:
        if not self._teller.begun.is_set():
            self._teller.begin(self._feed)
        self._teller.tick(frame, count=self._tally.after(step))
        for note in self._feed.source.notes():
            self._teller.note(note)
        if self._display is not None:
            self._display.show(frame, step)

    def tell(self, event: Event) -> None:
        """Takes an event of recognition."""
        if isinstance(event, Happening):
            self._teller.happened(event)
