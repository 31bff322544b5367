"""The history of recordings that lie on the disk already."""

import sqlite3
from pathlib import Path

from exermoted.history.schema import transaction
from exermoted.history.scribe import Scribe, forget
from exermoted.service.messages import Happened, Run, Started
from exermoted.service.script_events import events_of
from models.halving import halved
from sessions.errors import DataError
from sessions.folder import FRAMES_NAME, is_session, read_session
from sessions.info import read_info

WHOLE = ("complete", "imported")
"""The states of sessions whose workout came to its end."""


def finished_sessions(parent: Path) -> list[Path]:
    """Returns the sessions of a folder that are being written no more, the oldest first."""
    found = parent.glob("*") if parent.is_dir() else ()
    return sorted(path for path in found if is_session(path) and (path / FRAMES_NAME).exists())


def rebuild(database: sqlite3.Connection, folder: Path) -> None:
    """Writes one finished session into the history, in the place of what was said of it before.

    Raises:
        DataError: it cannot be read, or does not say when it was.
        sqlite3.Error: the database cannot be written.
    """
    info, recording = read_info(folder), halved(read_session(folder), estimates=False)
    if not info.started:
        raise DataError(folder, "does not say when it was")
    run = Run(
        kind="record",
        source=",".join(info.sources),
        since=info.started,
        subject=info.subject,
        session=folder.name,
    )
    scribe = Scribe()
    with transaction(database):
        forget(database, folder.name)
        scribe.write(database, Started(run=run))
        is_over = info.state in WHOLE
        for event in events_of(recording.labels, recording.rate_hz, is_over=is_over):
            scribe.write(database, Happened(kind="record", event=event))
        scribe.end(database, recording.duration_s, info.state)
