"""``exermoted record``: leads a workout and records it."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

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
from exermoted.feed import Feed, interruption
from exermoted.recording import Plan, Recorded
from exermoted.recording import record as record_plan
from exermoted.screens import RecordDisplay, drawn
from exermoted.sounds import cues_of, sound_of
from exermoted.sources import Origin, open_origin
from exermoted.terminal import INTERRUPTED, ConfigOption, JsonOption, err, out, print_json
from recorder.sound.player import Sound
from sessions.errors import DataError, UsageError
from sessions.exercises import load_exercises
from sessions.repair import repair, unfinished
from sessions.script import generate
from sessions.subject import slug


def record(
    subject: Annotated[str, typer.Option("--subject", metavar="NAME", help="Who trains.")],
    source: SourceOption = None,
    duration: DurationOption = "5m",
    rate: Annotated[float, typer.Option("--rate", metavar="HZ", help="Frames a second.")] = 10.0,
    seed: SeedOption = None,
    exercises: ExercisesOption = None,
    speed: SpeedOption = 1.0,
    folder: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Folder for sessions \\[default: as configured]"),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="No sound.")] = False,
    json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """Lead a workout and record it.

    Example: [bold]exermoted record --subject Ada --source sim[/bold]
    """
    settings = load_config(config)
    slug(subject)
    if not 1 <= rate <= 100:
        raise UsageError(f"--rate is between 1 and 100 Hz, not {rate:g}")
    chosen = load_exercises(exercises or settings.exercises)
    number = chosen_seed(seed)
    drawn_script = generate(chosen, number, parse_duration(duration))
    origin = open_origin(source, settings, drawn_script, number, speed)
    parent = folder or settings.sessions
    _close_crashed(parent)
    plan = Plan(
        subject=subject,
        script=origin.script,
        exercises=None if origin.is_replay else chosen,
        parent=parent,
        source=source or settings.source or "",
        sensors={str(place): sensor for place, sensor in settings.sensors.items()},
        cues=cues_of(settings, origin.script, chosen),
    )
    sound = sound_of(settings, quiet=quiet or speed != 1)
    recorded, interrupted = asyncio.run(_record(plan, origin, sound, rate))
    _complain(recorded)
    if json:
        print_json({"folder": str(recorded.folder), "session": recorded.info})
    else:
        how = "" if recorded.info.state == "complete" else f" ({recorded.info.state})"
        line = f"{recorded.folder}: {recorded.info.frames} frames{how}"
        out.print(line, markup=False, soft_wrap=True)
    if interrupted:
        raise typer.Exit(INTERRUPTED)


async def _record(
    plan: Plan, origin: Origin, sound: Sound, rate_hz: float
) -> tuple[Recorded, bool]:
    display = RecordDisplay(err, plan.script)
    with interruption() as stop, drawn(err, display.render):
        feed = Feed(origin.source, origin.metronome, rate_hz)
        recorded = await record_plan(plan, feed, sound, display, stop)
        return recorded, stop.is_set()


def _close_crashed(parent: Path) -> None:
    for folder in unfinished(parent):
        info = repair(folder)
        err.print(f"closed {folder}, which had no end: {info.frames} frames", markup=False)


def _complain(recorded: Recorded) -> None:
    lost = recorded.info.lost_rows
    if lost:
        raise DataError(
            recorded.folder,
            f"the disk did not take the last {lost} rows; make room, then run "
            "'exermoted sessions repair'",
        )
