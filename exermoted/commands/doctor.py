"""``exermoted doctor``: whether everything that a session needs is there."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from exermoted.config import Config, load_config
from exermoted.doctor.bluetooth import check_bluetooth
from exermoted.doctor.finding import Finding, Status, error, ok
from exermoted.doctor.machine import check_clock, check_disk
from exermoted.doctor.model import check_model
from exermoted.doctor.mqtt import check_mqtt
from exermoted.doctor.phone import check_phone
from exermoted.doctor.service import check_service
from exermoted.doctor.sound import check_sound
from exermoted.doctor.upload import check_upload
from exermoted.service.place import find_daemon
from exermoted.terminal import ConfigOption, JsonOption, out, print_json
from sessions.errors import ExermotedError
from sessions.exercises import load_exercises

STYLES = {Status.OK: "green", Status.WARNING: "yellow", Status.ERROR: "red"}


def doctor(
    play: Annotated[bool, typer.Option("--play", help="Play a tone.")] = False,
    json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """Check all that a session, MQTT and the upload need; say what to do about each.

    Exit status 1 if anything is an error.

    Example: [bold]exermoted doctor --play[/bold]
    """
    findings = _findings(config, play=play)
    if json:
        print_json(findings)
    else:
        out.print(_table(findings))
    if any(finding.status is Status.ERROR for finding in findings):
        raise typer.Exit(1)


def _findings(path: Path | None, *, play: bool) -> list[Finding]:
    try:
        config = load_config(path)
        load_exercises(config.exercises)
    except ExermotedError as problem:
        return [error("configuration", str(problem), "mend the file")]
    return [
        ok("configuration", "can be followed"),
        *asyncio.run(_asked(config, play=play)),
        check_clock(),
        check_disk(config.sessions, by_service=find_daemon(config) is not None),
        check_model(config.model),
        check_service(config),
    ]


async def _asked(config: Config, *, play: bool) -> list[Finding]:
    return [
        *await check_bluetooth(config),
        check_phone(config),
        await check_sound(config, play),
        *await check_mqtt(config.mqtt),
        *await check_upload(config.upload),
    ]


def _table(findings: list[Finding]) -> Table:
    table = Table("check", "", "found", "to do")
    for finding in findings:
        style = STYLES[finding.status]
        table.add_row(finding.check, f"[{style}]{finding.status}[/]", finding.found, finding.todo)
    return table
