"""``exermoted record``: leads a workout and records it."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from exermoted.commands.options import (
    DurationOption,
    ExercisesOption,
    LocalOption,
    SeedOption,
    SourceOption,
    SpeedOption,
    chosen_seed,
    parse_duration,
)
from exermoted.config import Config, UploadConfig, load_config
from exermoted.feed import interruption
from exermoted.history.historian import Historian
from exermoted.planning import Recording, plan_recording, with_choices
from exermoted.recording import Recorded
from exermoted.screens import RecordDisplay, drawn
from exermoted.service.hub import Hub
from exermoted.service.jobs import RecordJob, outcome_of
from exermoted.service.messages import Ended, Run
from exermoted.service.orders import RecordOrder
from exermoted.service.phone_page import OwnPhone, show_on
from exermoted.service.place import find_daemon
from exermoted.service.teller import Teller, wall_time
from exermoted.sources import names_file
from exermoted.terminal import INTERRUPTED, ConfigOption, JsonOption, err, out, print_json, warn
from exermoted.upload.queue import Queue
from sessions.errors import DataError, UsageError
from sessions.info import SessionInfo
from sessions.repair import close_crashed


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
    local: LocalOption = False,
    json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """Lead a workout and record it.

    Where the daemon runs, it is the one who records; with --out, --exercises, or a source
    that names a file, which it has no rights to, the recording runs here.

    Example: [bold]exermoted record --subject Ada --source sim[/bold]
    """
    settings = with_choices(load_config(config), exercises, folder)
    if not 1 <= rate <= 100:
        raise UsageError(f"--rate is between 1 and 100 Hz, not {rate:g}")
    order = RecordOrder(
        subject=subject,
        source=source,
        duration_s=parse_duration(duration),
        rate_hz=rate,
        seed=seed,
        speed=speed,
        quiet=quiet,
    )
    here = local or folder or exercises or names_file(source)
    daemon = None if here else find_daemon(settings)
    if daemon is not None:
        _record_there(daemon, order, json=json)
        return
    _record_here(settings, order, json=json)


def _record_there(daemon: Path, order: RecordOrder, *, json: bool) -> None:
    from exermoted import attached  # noqa: PLC0415 - loads a web client

    done = asyncio.run(attached.record(daemon, order))
    if done is None:
        raise typer.Exit(INTERRUPTED)
    ended, info = done
    _complain(Path(ended.run.session or ""), info)
    _tell(Path(ended.run.session or ""), info, json=json)
    if ended.state == "interrupted":
        raise typer.Exit(INTERRUPTED)


def _record_here(settings: Config, order: RecordOrder, *, json: bool) -> None:
    phone = OwnPhone()
    planned = plan_recording(settings, order, chosen_seed(order.seed), phone.source)
    for line in close_crashed(settings.sessions):
        err.print(line, markup=False)
    with Historian(settings.history, warn) as historian:
        hub = Hub()
        hub.listen(historian.take)
        hub.listen(show_on(phone))
        recorded, interrupted = asyncio.run(_record(planned, hub))
    _let_wait(recorded.folder, settings.upload)
    _complain(recorded.folder, recorded.info)
    _tell(recorded.folder, recorded.info, json=json)
    if interrupted:
        raise typer.Exit(INTERRUPTED)


def _let_wait(folder: Path, upload: UploadConfig) -> None:
    """Lets a recording wait for the daemon to upload it, where that is wanted."""
    if upload.remote is None:
        return
    try:
        Queue(upload.queue).put(folder)
    except DataError as error:
        warn(str(error))


async def _record(planned: Recording, hub: Hub) -> tuple[Recorded, bool]:
    plan = planned.plan
    display = RecordDisplay(err, plan.script)
    run = Run(kind="record", source=plan.source, since=wall_time(), subject=plan.subject)
    teller = Teller(hub, run=run)
    with interruption() as stop, drawn(err, display.render):
        recorded = await RecordJob(planned, display).record(teller, stop)
        info = recorded.info
        hub.tell(
            Ended(
                run=teller.run,
                state=outcome_of(info),
                time_s=info.frames / info.rate_hz,
                frames=info.frames,
            )
        )
        return recorded, stop.is_set()


def _tell(folder: Path, info: SessionInfo, *, json: bool) -> None:
    if json:
        print_json({"folder": str(folder), "session": info})
        return
    how = "" if info.state == "complete" else f" ({info.state})"
    out.print(f"{folder}: {info.frames} frames{how}", markup=False, soft_wrap=True)


def _complain(folder: Path, info: SessionInfo) -> None:
    if info.lost_rows:
        raise DataError(
            folder,
            f"the disk did not take the last {info.lost_rows} rows; make room, then run "
            "'exermoted sessions repair'",
        )
