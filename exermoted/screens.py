"""What is shown while a workout is recorded or counted: a live display on a terminal, else lines.

A screen only keeps the latest state; rich draws it from a thread of its own, so that no tick
waits for a terminal.
"""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from exermoted.recording import Moment
from inference.events import (
    Event,
    MountingChanged,
    PartialRepetition,
    Repetition,
    SetEnded,
    StateChanged,
)
from inference.pipeline import Step
from models.card import BREAK
from sessions.frames import Frame, Phase
from sessions.script import Script

REDRAWS_HZ = 5
PHASES = {
    Phase.SET_BREAK: "set break",
    Phase.FIRST_HALF: "first half",
    Phase.SECOND_HALF: "second half",
    Phase.BREAK: "break",
    Phase.SET: "set",
}


@contextlib.contextmanager
def drawn(console: Console, render: Callable[[], RenderableType]) -> Iterator[None]:
    """Keeps drawing ``render`` on a terminal; elsewhere nothing is drawn."""
    if not console.is_terminal:
        yield
        return
    with Live(get_renderable=render, console=console, refresh_per_second=REDRAWS_HZ):
        yield


def clock(time_s: float) -> str:
    """Returns minutes and whole seconds, rounded up: what is left of 0.1 s is a second."""
    whole = int(-(-time_s // 1))
    return f"{whole // 60}:{whole % 60:02d}"


class RecordDisplay:
    """A workout as it is recorded."""

    def __init__(self, console: Console, script: Script) -> None:
        self._console = console
        self._script = script
        first = Frame(0, 0.0, (), (), None)
        self._moment = Moment(first, script.label_at(0.0), {}, (), None)
        self._set: int | None = -1
        self._notes: list[str] = []
        self._trouble: str | None = None

    def begin(self, folder: Path) -> None:
        pass

    def show(self, moment: Moment) -> None:
        self._notes += moment.notes
        self._moment = replace(moment, notes=tuple(self._notes[-3:]))
        if not self._console.is_terminal:
            self._print(moment)

    def _print(self, moment: Moment) -> None:
        for note in moment.notes:
            self._console.print(f"{clock(moment.time_s)} {note}", markup=False)
        if moment.trouble != self._trouble:
            self._trouble = moment.trouble
            news = _trouble(moment.trouble) if moment.trouble else "the disk takes it again"
            self._console.print(f"{clock(moment.time_s)} {news}", markup=False, soft_wrap=True)
        if moment.label.set != self._set:
            self._set = moment.label.set
            what, following = self._now_and_next()
            self._console.print(f"{clock(moment.time_s)} {what}; next: {following}")

    def render(self) -> RenderableType:
        moment = self._moment
        left_s = self._script.duration_s - moment.time_s
        what, following = self._now_and_next()
        table = Table.grid(padding=(0, 2))
        table.add_row("remaining", Text(clock(left_s), style="bold"))
        table.add_row("now", Text(what, style="bold green" if moment.label.set else "bold"))
        table.add_row("next", following)
        table.add_row("rates", _rates(moment.rates_hz))
        bar = ProgressBar(total=self._script.duration_s, completed=moment.time_s, width=60)
        lines: list[RenderableType] = [table, bar]
        lines += [Text(note, style="yellow") for note in moment.notes]
        if moment.trouble:
            lines.append(Text(_trouble(moment.trouble), style="bold red"))
        return Group(*lines)

    def _now_and_next(self) -> tuple[str, str]:
        label = self._moment.label
        coming = self._script.next_set_at(self._moment.time_s)
        following = (coming.label.exercise or "") if coming else "the end"
        if label.exercise is None:
            left_s = self._script.segment_at(self._moment.time_s).end_s - self._moment.time_s
            return f"set break, {clock(left_s)} left", following
        where = f"set {label.set}: {label.exercise}"
        if label.repetition is None:
            return where, following
        return f"{where} {label.repetition}, {PHASES[label.phase]}", following


def _trouble(what: str) -> str:
    return f"the disk does not take it, trying again: {what}"


def _rates(rates_hz: dict[str, float]) -> Text:
    text = Text()
    for name, rate_hz in rates_hz.items():
        style = "red" if rate_hz < 0.1 else ""
        text.append(f"{name.replace('_', ' ')} {rate_hz:.1f} Hz  ", style=style)
    return text


class LiveDisplay:
    """What is recognised and counted, as it happens."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._now = "initializing"
        self._time_s = 0.0
        self._score: float | None = None
        self._sets: dict[int, tuple[str, int]] = {}
        self._mounting: str | None = None

    def show(self, frame: Frame, step: Step) -> None:
        self._time_s = frame.time_s
        self._now = step.activity or "initializing"
        self._score = step.score

    def tell(self, event: Event) -> None:
        """Takes an event; elsewhere than on a terminal it is a line."""
        match event:
            case Repetition(exercise=exercise, count=count, set=number):
                self._sets[number] = (exercise, count)
                self._print(event, f"{exercise} {count}")
            case PartialRepetition(exercise=exercise, half=half):
                self._print(event, f"{exercise}: {half} half only, not counted")
            case SetEnded():
                self._print(event, finished(event))
            case StateChanged(state=state):
                self._print(event, state.value)
            case MountingChanged(text=text):
                self._mounting = f"mounting: {text}"
                self._print(event, self._mounting)
            case _:
                pass

    def _print(self, event: Event, line: str) -> None:
        if not self._console.is_terminal:
            self._console.print(f"{clock(event.time_s)} {line}")

    def render(self) -> RenderableType:
        moving = self._now not in (BREAK, "initializing")
        head = Text(f"{clock(self._time_s)}  ")
        head.append(self._now, style="bold green" if moving else "dim")
        if self._score is not None:
            head.append(f"  {self._score:.0%}", style="dim")
        lines: list[RenderableType] = [head]
        if self._mounting is not None:
            lines.append(Text(self._mounting, style="dim"))
        for number, (exercise, count) in list(self._sets.items())[-8:]:
            lines.append(Text(f"set {number}: {count} × {exercise}", style="bold"))
        return Group(*lines)


def finished(ended: SetEnded) -> str:
    """Returns what is told of a set that is over."""
    told = [f"set finished: {ended.repetitions} × {ended.exercise}"]
    if ended.cadence_per_minute is not None:
        told.append(f"{ended.cadence_per_minute:.0f} a minute")
    if ended.under_tension_s is not None:
        told.append(f"{ended.under_tension_s:.0f} s under tension")
    return ", ".join(told)
