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
from exermoted.planning import Recording, plan_recording, with_choices
from exermoted.recording import Recorded
from exermoted.recording import record as record_plan
from exermoted.screens import RecordDisplay, drawn
from exermoted.terminal import INTERRUPTED, ConfigOption, JsonOption, err, out, print_json
from sessions.errors import DataError
from sessions.repair import repair, unfinished


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
    settings = with_choices(load_config(config), exercises, folder)
    planned = plan_recording(
        settings,
        subject=subject,
        source=source,
        duration_s=parse_duration(duration),
        seed=chosen_seed(seed),
        rate_hz=rate,
        speed=speed,
        quiet=quiet,
    )
    _close_crashed(settings.sessions)
    recorded, interrupted = asyncio.run(_record(planned))
    _complain(recorded)
    if json:
        print_json({"folder": str(recorded.folder), "session": recorded.info})
    else:
        how = "" if recorded.info.state == "complete" else f" ({recorded.info.state})"
        line = f"{recorded.folder}: {recorded.info.frames} frames{how}"
        out.print(line, markup=False, soft_wrap=True)
    if interrupted:
        raise typer.Exit(INTERRUPTED)


async def _record(planned: Recording) -> tuple[Recorded, bool]:
    plan, origin = planned.plan, planned.origin
    display = RecordDisplay(err, plan.script)
    with interruption() as stop, drawn(err, display.render):
        feed = Feed(origin.source, origin.metronome, planned.rate_hz)
        recorded = await record_plan(plan, feed, planned.sound, display, stop)
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
