"""What runs in the foreground, told as the daemon tells it: to the history and the phone's page."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import msgspec

from exermoted.counting import LiveScreen
from exermoted.planning import Recording
from exermoted.recording import Moment, RecordScreen
from exermoted.service.cueing import Cueing
from exermoted.service.messages import AnyMessage, Ended, Happened, Happening, Kind, Run, Started
from exermoted.service.script_events import ScriptCounter
from exermoted.service.tally import Tally
from exermoted.service.teller import tick_of, ticks_apart
from inference.events import Event
from inference.pipeline import Step
from sessions.frames import Frame
from sessions.info import SessionInfo

Take = Callable[[AnyMessage], None]


class KeptRecording:
    """A recording's screen that tells, too, what the script has the athlete do.

    Args:
        screen: shows the recording.
        take: is told what happens.
        planned: what is recorded.
    """

    def __init__(self, screen: RecordScreen, take: Take, planned: Recording) -> None:
        plan = planned.plan
        self._screen = screen
        self._take = take
        self._run = _run("record", plan.source, plan.subject)
        self._cueing = Cueing(plan.script)
        self._counter = ScriptCounter()
        self._every = ticks_apart(planned.rate_hz)

    def begin(self, folder: Path) -> None:
        self._run = msgspec.structs.replace(self._run, since=_now(), session=folder.name)
        self._take(Started(run=self._run))
        self._screen.begin(folder)

    def show(self, moment: Moment) -> None:
        if moment.frame.tick % self._every == 0:
            self._take(tick_of(moment.frame, cue=self._cueing.at(moment.time_s)))
        self._tell(*self._counter.push(moment.label, moment.time_s))
        self._screen.show(moment)

    def end(self, info: SessionInfo) -> None:
        """Tells how the recording ended."""
        time_s = info.frames / info.rate_hz
        is_over = info.state == "complete"
        self._tell(*(self._counter.finish(time_s) if is_over else self._counter.end_set(time_s)))
        state = info.state if info.state in ("complete", "incomplete") else "interrupted"
        self._take(Ended(run=self._run, state=state, time_s=time_s, frames=info.frames))

    def _tell(self, *events: Happening) -> None:
        for event in events:
            self._take(Happened(kind="record", event=event))


class KeptCounting:
    """A live screen that tells, too, what is counted.

    Args:
        screen: shows it.
        take: is told what happens.
        source: where the samples come from.
        subject: who trains; may be empty.
        rate_hz: of the frames.
    """

    def __init__(
        self, screen: LiveScreen, take: Take, source: str, subject: str, rate_hz: float
    ) -> None:
        self._screen = screen
        self._take = take
        self._run = _run("live", source, subject)
        self._tally = Tally()
        self._every = ticks_apart(rate_hz)
        self._frame: Frame | None = None

    def show(self, frame: Frame, step: Step) -> None:
        if self._frame is None:
            self._run = msgspec.structs.replace(self._run, since=_now())
            self._take(Started(run=self._run))
        self._frame = frame
        count = self._tally.after(step)
        if frame.tick % self._every == 0:
            self._take(tick_of(frame, count=count))
        self._screen.show(frame, step)

    def tell(self, event: Event) -> None:
        """Takes an event of recognition."""
        if isinstance(event, Happening):
            self._take(Happened(kind="live", event=event))

    def end(self, *, interrupted: bool) -> None:
        """Tells how it ended."""
        if self._frame is None:
            return
        self._take(
            Ended(
                run=self._run,
                state="interrupted" if interrupted else "complete",
                time_s=self._frame.time_s,
                frames=self._frame.tick + 1,
            )
        )


def _run(kind: Kind, source: str, subject: str) -> Run:
    return Run(kind=kind, source=source, since=_now(), subject=subject)


def _now() -> str:
    return datetime.now().astimezone().isoformat(timespec="milliseconds")
