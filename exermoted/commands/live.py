"""``exermoted live``: counts repetitions as they happen."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.table import Table

from exermoted.commands.options import (
    DurationOption,
    ExercisesOption,
    SeedOption,
    SourceOption,
    SpeedOption,
    chosen_seed,
    parse_duration,
)
from exermoted.config import load_config
from exermoted.counting import count
from exermoted.feed import Feed, interruption
from exermoted.packaged import find_model
from exermoted.screens import LiveDisplay, drawn
from exermoted.sources import Origin, open_origin
from exermoted.terminal import ConfigOption, err, out
from inference.engine import TFLiteEngine
from inference.events import Event, Repetition
from inference.pipeline import Pipeline
from sessions.errors import DataError
from sessions.exercises import load_exercises
from sessions.script import Script, generate

INTERRUPTED = 130
LEAD_S, TAIL_S = 1.0, 2.0
"""How far around a set of the script a count still belongs to it."""


def live(
    source: SourceOption = None,
    model: Annotated[
        str | None,
        typer.Option(
            "--model",
            metavar="MODEL",
            help="Model folder, or a packaged model's name [default: as configured]",
        ),
    ] = None,
    events: Annotated[
        Path | None, typer.Option("--events", metavar="FILE", help="Write events as JSON Lines.")
    ] = None,
    speed: SpeedOption = 1.0,
    duration: DurationOption = "5m",
    seed: SeedOption = None,
    exercises: ExercisesOption = None,
    config: ConfigOption = None,
) -> None:
    """Recognise exercises and count repetitions.

    --duration, --seed and --exercises describe the workout of a simulated athlete.

    Example: [bold]exermoted live --source replay:SESSION --speed 10[/bold]
    """
    settings = load_config(config)
    number = chosen_seed(seed)
    workout = generate(
        load_exercises(exercises or settings.exercises), number, parse_duration(duration)
    )
    origin = open_origin(source, settings, workout, number, speed)
    engine = TFLiteEngine(find_model(model or settings.model))
    said: list[Repetition] = []
    with _event_file(events) as write:

        def keep(event: Event) -> None:
            if isinstance(event, Repetition):
                said.append(event)
            write(event)

        interrupted = asyncio.run(_live(origin, engine, keep))
    out.print(_compared(origin.script, said))
    if interrupted:
        raise typer.Exit(INTERRUPTED)


async def _live(origin: Origin, engine: TFLiteEngine, tell: Callable[[Event], None]) -> bool:
    rate_hz = engine.card.rate_hz
    display = LiveDisplay(err)

    def told(event: Event) -> None:
        tell(event)
        display.tell(event)

    def pipeline(columns: tuple[str, ...]) -> Pipeline:
        return Pipeline(engine, columns, rate_hz)

    with interruption() as stop, drawn(err, display.render):
        await count(Feed(origin.source, origin.metronome, rate_hz), pipeline, display, told, stop)
        return stop.is_set()


@contextlib.contextmanager
def _event_file(path: Path | None) -> Iterator[Callable[[Event], None]]:
    if path is None:
        yield lambda _: None
        return
    try:
        with path.open("wb", buffering=0) as file:

            def write(event: Event) -> None:
                file.write(msgspec.json.encode(event) + b"\n")

            yield write
    except OSError as error:
        raise DataError(path, f"cannot be written: {error.strerror}") from error


def _compared(script: Script, said: list[Repetition]) -> Table:
    """What the script asked for beside what was counted; the judge's rule says what is whose."""
    table = Table("set", "exercise", "script said", "counted")
    left = list(said)
    for (number, exercise), asked in script.repetitions().items():
        inside = [s for s in script.segments if s.label.set == number]
        moving = [s for s in inside if s.label.is_moving]
        begin_s, end_s = inside[0].start_s - LEAD_S, moving[-1].end_s + TAIL_S
        here = [event for event in left if begin_s <= event.about_s <= end_s]
        left = [event for event in left if event not in here]
        counted = Counter(event.exercise for event in here)
        right = counted.pop(exercise, 0)
        other = "".join(f", {times} {name}" for name, times in counted.items())
        style = "green" if right == asked and not other else "yellow"
        table.add_row(str(number), exercise, str(asked), f"{right}{other}", style=style)
    for name, times in Counter(event.exercise for event in left).items():
        table.add_row("", name, "0", f"{times} in set breaks", style="yellow")
    return table
