"""Writes down what happens in a workout."""

import sqlite3

from exermoted.history.times import moment_of
from exermoted.service.messages import AnyMessage, Ended, Happened, Run, Started
from inference.events import Repetition, SetEnded

RUNNING = "running"
"""The state of a workout that has no end yet."""

_BEGIN = """
    INSERT INTO workouts (kind, subject, source, session, started, state)
    VALUES (?, ?, ?, ?, ?, ?)
"""
_SET = """
    INSERT INTO sets (workout, number, exercise, repetitions, started) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (workout, number) DO UPDATE SET repetitions = excluded.repetitions
    RETURNING id
"""
_REPETITION = "INSERT OR REPLACE INTO repetitions (in_set, number, time) VALUES (?, ?, ?)"
_END = f"UPDATE workouts SET ended = ?, state = ? WHERE state = '{RUNNING}' AND id = ?"
_END_AS_FAR_AS_KNOWN = f"""
    UPDATE workouts SET state = ?, ended = coalesce(
        (SELECT max(time) FROM repetitions JOIN sets ON sets.id = in_set
            WHERE workout = workouts.id),
        started
    ) WHERE state = '{RUNNING}'
"""


class Scribe:
    """Follows one workout after the other.

    Each method is part of the caller's transaction, and may be called again with the same where
    that failed.
    """

    def __init__(self) -> None:
        self._workout = 0
        self._run: Run | None = None

    def write(self, database: sqlite3.Connection, message: AnyMessage) -> None:
        """Writes down what a message says of a workout, if anything."""
        match message:
            case Started(run=run):
                self._begin(database, run)
            case Happened(event=Repetition() as event) if self._run is not None:
                self._count(database, self._run, event)
            case Happened(event=SetEnded() as event) if self._run is not None:
                time = moment_of(self._run.since, event.time_s)
                self._set(database, event.set, event.exercise, event.repetitions, time)
            case Ended(time_s=time_s, state=state):
                self.end(database, time_s, state)
            case _:
                pass

    def end(self, database: sqlite3.Connection, time_s: float, state: str) -> None:
        """Ends the workout that is followed, if there is one, ``time_s`` after its start."""
        if self._run is not None:
            database.execute(_END, (moment_of(self._run.since, time_s), state, self._workout))

    def abandon(self, database: sqlite3.Connection) -> None:
        """Ends the workout that is followed, if it has no end yet."""
        database.execute(f"{_END_AS_FAR_AS_KNOWN} AND id = ?", ("failed", self._workout))

    def _begin(self, database: sqlite3.Connection, run: Run) -> None:
        started = moment_of(run.since, 0.0)
        values = (run.kind, run.subject, run.source, run.session, started, RUNNING)
        self._workout = int(database.execute(_BEGIN, values).lastrowid or 0)
        self._run = run

    def _count(self, database: sqlite3.Connection, run: Run, event: Repetition) -> None:
        time = moment_of(run.since, event.about_s)
        in_set = self._set(database, event.set, event.exercise, event.count, time)
        database.execute(_REPETITION, (in_set, event.count, time))

    def _set(
        self, database: sqlite3.Connection, number: int, exercise: str, repetitions: int, time: str
    ) -> int:
        values = (self._workout, number, exercise, repetitions, time)
        return int(database.execute(_SET, values).fetchone()[0])


def close_crashed(database: sqlite3.Connection) -> None:
    """Ends the workouts that a crash has left open."""
    database.execute(_END_AS_FAR_AS_KNOWN, ("recovered",))


def forget(database: sqlite3.Connection, session: str) -> None:
    """Takes the recording of a session out of the history."""
    database.execute("DELETE FROM workouts WHERE session = ?", (session,))
