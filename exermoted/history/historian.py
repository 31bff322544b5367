"""Keeps the history up to date in the background."""

import logging
import queue
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from exermoted.history.presence import Presence
from exermoted.history.schema import open_to_write, transaction
from exermoted.history.scribe import Scribe, close_crashed
from exermoted.service.messages import AnyMessage, Ended, Happened, Started
from inference.events import Repetition, SetEnded
from sessions.errors import DataError

log = logging.getLogger(__name__)

RETRY_S = 1.0
_REFUSALS = (sqlite3.Error, OSError, DataError)


class Historian:
    """Writes the history from a thread of its own; use it with ``with``.

    Each repetition is on the disk as soon as it is written. What the disk refuses (it may be full,
    or read-only) is kept and tried again; nobody waits for it, and nothing is raised.

    Args:
        path: of the database, made where there is none.
        warn: is told in one line that it cannot be written, and that it can be again; called in
            the historian's own thread.
    """

    def __init__(self, path: Path, warn: Callable[[str], None] = log.warning) -> None:
        self._path = path
        self._warn = warn
        self._waiting: queue.SimpleQueue[AnyMessage | None] = queue.SimpleQueue()
        self._ending = threading.Event()
        self._scribe = Scribe()
        self._database: sqlite3.Connection | None = None
        self._presence: Presence | None = None
        self._trouble: str | None = None
        self._lost = 0
        self._thread = threading.Thread(target=self._run, name="history", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Writes what is left, as far as the disk takes it; a workout without an end has failed."""
        self._waiting.put(None)
        self._ending.set()
        self._thread.join()

    def take(self, message: AnyMessage) -> None:
        """Takes a message, for `exermoted.service.hub.Hub.listen`; never waits."""
        match message:
            case Started() | Happened(event=Repetition() | SetEnded()) | Ended():
                self._waiting.put(message)
            case _:
                pass

    def _run(self) -> None:
        self._tried(lambda _: None)  # what a crash left open is closed before anything happens
        while (message := self._waiting.get()) is not None:
            if self._lost or not self._written(message):
                self._lost += 1
        if self._lost:
            self._warn(f"the history lacks the last {self._lost} things that happened")
        else:
            self._tried(self._scribe.abandon)
        self._let_go()
        if self._presence is not None:
            self._presence.end()

    def _written(self, message: AnyMessage) -> bool:
        """Tries until a message is written; once the end has come, only once."""
        if isinstance(message, Started) and not self._path.exists():
            self._let_go()  # somebody has removed it, and it is begun anew
        while not self._tried(lambda database: self._scribe.write(database, message)):
            if self._ending.wait(RETRY_S):
                return False
        return True

    def _tried(self, write: Callable[[sqlite3.Connection], None]) -> bool:
        """Returns whether something could be written."""
        try:
            if self._database is None:
                self._database = self._opened()
            with transaction(self._database):
                write(self._database)
        except sqlite3.IntegrityError:  # what follows must not wait for what cannot be
            self._scribe = Scribe()
            self._warn(f"{self._path}: the workout that goes on is not in the history any more")
        except _REFUSALS as error:
            self._refused(error)
            return False
        if self._trouble is not None and self._waiting.empty():
            self._trouble = None
            self._warn("the history is written again")
        return True

    def _refused(self, error: Exception) -> None:
        self._let_go()  # one opened on a read-only disk stays read-only
        trouble = str(error) if isinstance(error, DataError) else f"{self._path}: {error}"
        if trouble != self._trouble:
            self._trouble = trouble
            self._warn(f"the history cannot be written, trying again: {trouble}")

    def _let_go(self) -> None:
        database, self._database = self._database, None
        if database is not None:
            database.close()

    def _opened(self) -> sqlite3.Connection:
        database = open_to_write(self._path)
        try:
            self._close_crashed(database)
        except BaseException:
            database.close()
            raise
        return database

    def _close_crashed(self, database: sqlite3.Connection) -> None:
        """Closes what is open, the first time, unless it may be another's who still writes."""
        if self._presence is None:
            self._presence = Presence(self._path)
        if self._presence.is_alone:
            with transaction(database):
                close_crashed(database)
        self._presence.share()
