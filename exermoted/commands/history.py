"""``exermoted history``: what has been done so far."""

import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import track

from exermoted.config import Config, load_config
from exermoted.history.export import history_csv
from exermoted.history.reading import MOST_DAYS, Choice, History, read_history
from exermoted.history.rebuilding import finished_sessions, rebuild
from exermoted.history.schema import open_to_write
from exermoted.history.screen import day_chart, workout_table
from exermoted.terminal import ConfigOption, JsonOption, err, out, print_json, warn
from sessions.errors import DataError


def history(
    days: Annotated[
        int | None,
        typer.Option(
            "--days",
            min=1,
            max=MOST_DAYS,
            metavar="N",
            help="Only the last N days, today included.",
        ),
    ] = None,
    subject: Annotated[
        str | None, typer.Option("--subject", metavar="NAME", help="Only who is called so.")
    ] = None,
    exercise: Annotated[
        str | None, typer.Option("--exercise", metavar="NAME", help="Only this exercise.")
    ] = None,
    csv: Annotated[
        str | None,
        typer.Option("--csv", metavar="FILE", help="Write a row per set as CSV; - prints it."),
    ] = None,
    rebuilt: Annotated[
        bool, typer.Option("--rebuild", help="Read the finished sessions into the history.")
    ] = False,
    json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """Show workouts, their sets and repetitions, and a chart of each day.

    Example: [bold]exermoted history --days 30[/bold]
    """
    settings = load_config(config)
    if rebuilt:
        _rebuild(settings)
    found = read_history(settings.history, Choice(days, subject, exercise))
    if json:
        print_json(found)
    elif csv is not None:
        _export(history_csv(found), csv)
    else:
        _show(found)


def _show(found: History) -> None:
    if not found.workouts:
        out.print("no workouts; 'exermoted record' and 'exermoted live' make some")
        return
    out.print(workout_table(found.workouts))
    out.print(day_chart(found.totals))


def _export(text: str, file: str) -> None:
    if file == "-":
        sys.stdout.write(text)
        return
    try:
        Path(file).write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise DataError(file, f"cannot be written: {error.strerror}") from error


def _rebuild(settings: Config) -> None:
    folders = finished_sessions(settings.sessions)
    try:
        with closing(open_to_write(settings.history)) as database:
            tracked = track(folders, "reading sessions", console=err, transient=True)
            bad = sum(not _rebuilt(database, folder) for folder in tracked)
    except (OSError, sqlite3.Error) as error:
        raise DataError(settings.history, f"cannot be written: {error}") from error
    err.print(f"{len(folders) - bad} of {len(folders)} sessions are in the history")


def _rebuilt(database: sqlite3.Connection, folder: Path) -> bool:
    try:
        rebuild(database, folder)
    except DataError as error:
        warn(str(error))
        return False
    return True
