"""The history's database: its tables, and how an older one becomes the present one."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from sessions.errors import DataError

STEPS = (
    """
    CREATE TABLE workouts (
        id INTEGER PRIMARY KEY,
        kind TEXT NOT NULL,
        subject TEXT NOT NULL,
        source TEXT NOT NULL,
        session TEXT,
        started TEXT NOT NULL,
        ended TEXT,
        state TEXT NOT NULL
    );
    CREATE INDEX workouts_by_start ON workouts (started);
    CREATE INDEX workouts_by_session ON workouts (session);
    CREATE TABLE sets (
        id INTEGER PRIMARY KEY,
        workout INTEGER NOT NULL REFERENCES workouts (id) ON DELETE CASCADE,
        number INTEGER NOT NULL,
        exercise TEXT NOT NULL,
        repetitions INTEGER NOT NULL,
        started TEXT NOT NULL,
        UNIQUE (workout, number)
    );
    CREATE TABLE repetitions (
        id INTEGER PRIMARY KEY,
        in_set INTEGER NOT NULL REFERENCES sets (id) ON DELETE CASCADE,
        number INTEGER NOT NULL,
        time TEXT NOT NULL,
        UNIQUE (in_set, number)
    );
    """,
)
"""Each step takes the schema from the version of its index to the next; a released step stays as
it is. Times are UTC, ISO 8601 with milliseconds and a Z, so that they sort as text."""

LOG_PAGES = 64
"""How long the log grows before it goes into the database; a nearly full disk has room for it."""
BUSY_S = 5.0
"""How long another program that writes is waited for."""


def open_to_write(path: Path) -> sqlite3.Connection:
    """Opens the database, makes it where there is none, and brings it up to date.

    Each transaction is on the disk when it is committed.

    Raises:
        DataError: a newer version of the program has written it.
        sqlite3.Error: it cannot be opened or written.
        OSError: its folder cannot be made.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    database = sqlite3.connect(path, timeout=BUSY_S, isolation_level=None)
    try:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute(f"PRAGMA wal_autocheckpoint = {LOG_PAGES}")
        database.execute("PRAGMA synchronous = FULL")
        database.execute("PRAGMA foreign_keys = ON")
        migrate(database, path)
    except BaseException:
        database.close()
        raise
    return database


@contextmanager
def opened_to_read(path: Path) -> Iterator[sqlite3.Connection | None]:
    """Opens a database of which nothing is changed; None where nothing has been written yet.

    Raises:
        DataError: it is none of the history's, or of another version.
    """
    if not path.exists():
        yield None
        return
    try:
        with closing(_connect_to_read(path)) as database:
            version = _version(database, path)
            if 0 < version < len(STEPS):
                raise DataError(path, "is of an older version; the next workout updates it")
            yield database if version else None
    except sqlite3.Error as error:
        raise DataError(path, f"cannot be read as a history: {error}") from error


def migrate(database: sqlite3.Connection, path: Path, steps: Sequence[str] = STEPS) -> None:
    """Takes a database through the steps that it lacks: through all of them, or none.

    Raises:
        DataError: it has taken steps that are not known here.
        sqlite3.Error: it cannot be written.
    """
    if _version(database, path, steps) == len(steps):
        return
    with transaction(database):
        for number in range(_version(database, path, steps), len(steps)):
            for statement in steps[number].split(";"):
                database.execute(statement)
            database.execute(f"PRAGMA user_version = {number + 1}")


@contextmanager
def transaction(database: sqlite3.Connection) -> Iterator[None]:
    """Commits what is done in it as a whole, or nothing of it."""
    database.execute("BEGIN IMMEDIATE")
    try:
        yield
        database.execute("COMMIT")
    except BaseException:
        if database.in_transaction:
            database.execute("ROLLBACK")
        raise


def _connect_to_read(path: Path) -> sqlite3.Connection:
    """Without a log beside it nobody writes it, and it is read as it lies, leaving no traces."""
    at_rest = not path.with_name(f"{path.name}-wal").exists()
    how = "mode=ro&immutable=1" if at_rest else "mode=ro"
    database = sqlite3.connect(
        f"file:{quote(str(path))}?{how}", timeout=BUSY_S, isolation_level=None, uri=True
    )
    database.row_factory = sqlite3.Row
    return database


def _version(database: sqlite3.Connection, path: Path, steps: Sequence[str] = STEPS) -> int:
    version = int(database.execute("PRAGMA user_version").fetchone()[0])
    if version > len(steps):
        raise DataError(path, f"is of version {version}, not {len(steps)}; update exermoted")
    return version
