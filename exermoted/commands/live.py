"""``exermoted live``: counts repetitions as they happen."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from exermoted.commands.options import (
    DurationOption,
    ExercisesOption,
    LocalOption,
    ModelOption,
    SeedOption,
    SourceOption,
    SpeedOption,
    chosen_seed,
    parse_duration,
)
from exermoted.comparison import compared, counted
from exermoted.config import load_config
from exermoted.eventfile import event_file
from exermoted.feed import interruption
from exermoted.history.historian import Historian
from exermoted.planning import Counting, plan_counting, with_choices
from exermoted.screens import LiveDisplay, drawn
from exermoted.service.hub import Hub
from exermoted.service.jobs import CountJob
from exermoted.service.messages import Run
from exermoted.service.orders import LiveOrder
from exermoted.service.phone_page import OwnPhone, show_on
from exermoted.service.place import find_daemon
from exermoted.service.teller import Teller, wall_time
from exermoted.sources import is_scripted, names_file
from exermoted.terminal import INTERRUPTED, ConfigOption, err, out, warn
from inference.events import Event, Repetition
from sessions.script import Script


def live(
    source: SourceOption = None,
    model: ModelOption = None,
    events: Annotated[
        Path | None, typer.Option("--events", metavar="FILE", help="Write events as JSON Lines.")
    ] = None,
    subject: Annotated[
        str, typer.Option("--subject", metavar="NAME", help="Who trains, for the history.")
    ] = "",
    speak: Annotated[bool, typer.Option("--speak", help="Say each count aloud.")] = False,
    speed: SpeedOption = 1.0,
    duration: DurationOption = "5m",
    seed: SeedOption = None,
    exercises: ExercisesOption = None,
    local: LocalOption = False,
    config: ConfigOption = None,
) -> None:
    """Recognise exercises and count repetitions.

    --duration, --seed and --exercises describe the workout of a simulated athlete. Where the
    daemon runs, it is the one who counts; with --exercises, a model's path or a source
    that names a file, which it has no rights to, counting runs here.

    Example: [bold]exermoted live --source replay:SESSION --speed 10[/bold]
    """
    settings = with_choices(load_config(config), exercises)
    order = LiveOrder(
        subject=subject,
        source=source,
        model=model,
        duration_s=parse_duration(duration),
        seed=seed,
        speed=speed,
        speak=speak,
    )
    here = local or exercises or names_file(source) or (model and Path(model).exists())
    daemon = None if here else find_daemon(settings)
    said: list[Repetition] = []
    with event_file(events) as write:

        def keep(event: Event) -> None:
            if isinstance(event, Repetition):
                said.append(event)
            write(event)

        if daemon is not None:
            script, where, interrupted = _live_there(daemon, order, keep)
        else:
            phone = OwnPhone()
            planned = plan_counting(settings, order, chosen_seed(seed), phone.source)
            script = planned.origin.script
            where = source or settings.source or ""
            with Historian(settings.history, warn) as historian:
                display = LiveDisplay(err)
                hub = Hub()
                hub.listen(historian.take)
                hub.listen(show_on(phone))
                run = Run(kind="live", source=where, since=wall_time(), subject=subject)
                interrupted = asyncio.run(_live(planned, display, Teller(hub, run=run), hub, keep))
    out.print(compared(script, said) if is_scripted(where) else counted(said))
    if interrupted:
        raise typer.Exit(INTERRUPTED)


def _live_there(
    daemon: Path, order: LiveOrder, tell: Callable[[Event], None]
) -> tuple[Script, str, bool]:
    """Returns the script, what the daemon's samples came from, and whether it was interrupted."""
    from exermoted import attached  # noqa: PLC0415 - loads a web client

    done = asyncio.run(attached.live(daemon, order, tell))
    if done is None:
        raise typer.Exit(INTERRUPTED)
    ended, script = done
    return script, ended.run.source, ended.state == "interrupted"


async def _live(
    planned: Counting,
    display: LiveDisplay,
    teller: Teller,
    hub: Hub,
    tell: Callable[[Event], None],
) -> bool:
    def told(event: Event) -> None:
        tell(event)
        display.tell(event)

    with interruption() as stop, drawn(err, display.render):
        outcome = await CountJob(planned, display, told).go(teller, stop)
        if teller.begun.is_set():
            hub.tell(teller.ended(outcome))
        return stop.is_set()
