"""``exermoted sessions upload``: sessions that are to go to the user's remote."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from exermoted.config import Config, load_config
from exermoted.terminal import ConfigOption, out
from exermoted.upload.queue import Queue
from exermoted.upload.uploader import Uploader
from sessions.errors import DataError, UsageError
from sessions.folder import is_finished


def upload(
    sessions: Annotated[
        list[str] | None, typer.Argument(help="Sessions' folders, or their names.")
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="All sessions that have not been uploaded yet.")
    ] = False,
    wait: Annotated[
        bool, typer.Option("--wait", help="Upload what waits now, and return when it is done.")
    ] = False,
    config: ConfigOption = None,
) -> None:
    """Let sessions wait for their upload; the daemon does it, or --wait.

    Exit status 1 if one does not arrive; it goes on waiting.

    Example: [bold]exermoted sessions upload --all --wait[/bold]
    """
    if not (sessions or every or wait):
        raise UsageError("nothing is to be uploaded; name sessions, or say --all or --wait")
    configured = load_config(config)
    uploader = Uploader(configured.upload, configured.sessions, _print)
    named = _put(uploader.queue, _folders(configured, sessions or [], every), again=not every)
    if not wait:
        for name in named:
            _print(f"{name} waits for its upload")
    elif asyncio.run(uploader.finish(named or uploader.queue.waiting())):
        raise typer.Exit(1)


def _folders(config: Config, sessions: Sequence[str], every: bool) -> list[Path]:
    if every:
        return sorted(path for path in config.sessions.glob("*") if is_finished(path))
    return [_finished(config, session) for session in sessions]


def _finished(config: Config, session: str) -> Path:
    """Returns the folder of a session that is finished, given it or its name."""
    for folder in (Path(session), config.sessions / session):
        if is_finished(folder):
            return folder.resolve()
    raise DataError(session, "is no session that is finished; 'exermoted sessions list' has them")


def _put(queue: Queue, folders: Sequence[Path], *, again: bool) -> list[str]:
    """Puts sessions into the queue; returns the names of those that now wait."""
    for folder in folders:
        queue.put(folder, again=again)
    return [folder.name for folder in folders if queue.state(folder.name) == "waiting"]


def _print(line: str) -> None:
    out.print(line, markup=False, soft_wrap=True)
