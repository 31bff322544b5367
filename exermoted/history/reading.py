"""What the history knows: workouts with their sets, and repetitions a day."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path

import msgspec

from exermoted.history.schema import opened_to_read
from exermoted.history.times import utc_text
from exermoted.service.messages import Kind

MOST_DAYS = 36_500


class WorkoutSet(msgspec.Struct, frozen=True, kw_only=True):
    """A set of a workout.

    Attributes:
        number: of the set in its workout.
        exercise: what was done.
        repetitions: how many times.
        started: wall time of its first repetition, UTC.
    """

    number: int
    exercise: str
    repetitions: int
    started: str


class Workout(msgspec.Struct, frozen=True, kw_only=True):
    """A recording or a live workout.

    Attributes:
        kind: what it was; of a recording the sets are those of its script.
        subject: who trained; empty where nobody said.
        source: where the samples came from.
        session: name of the session's folder, of a recording.
        started: wall time, UTC.
        ended: wall time, UTC; None while it runs.
        state: running, complete, interrupted, incomplete, failed, recovered or imported.
        repetitions: of all sets.
        sets: by number.
    """

    kind: Kind
    subject: str
    source: str
    session: str | None
    started: str
    ended: str | None
    state: str
    repetitions: int
    sets: tuple[WorkoutSet, ...]


class Total(msgspec.Struct, frozen=True, kw_only=True):
    """How many repetitions of an exercise were done on a day, a date of this machine's zone."""

    day: str
    exercise: str
    repetitions: int


class History(msgspec.Struct, frozen=True, kw_only=True):
    """What was asked for of the history: workouts, the newest first, and totals by day."""

    workouts: tuple[Workout, ...] = ()
    totals: tuple[Total, ...] = ()


@dataclass(frozen=True)
class Choice:
    """Which part of the history is wanted; None is all.

    Attributes:
        days: the last so many days, `MOST_DAYS` at most, today included; a workout over midnight
            is of both days.
        subject: who trained, whatever the case of the letters.
        exercise: which one; workouts without it are left out.
    """

    days: int | None = None
    subject: str | None = None
    exercise: str | None = None


EVERYTHING = Choice()

_SETS = """sets ON sets.workout = workouts.id
    AND (:exercise IS NULL OR casefold(sets.exercise) = casefold(:exercise))"""
_BY = "(:subject IS NULL OR casefold(workouts.subject) = casefold(:subject))"
_WORKOUTS = f"""
    SELECT workouts.*, sets.number, sets.exercise, sets.repetitions, sets.started AS set_started
    FROM workouts {{how}} JOIN {_SETS}
    WHERE {_BY} AND (:since IS NULL OR workouts.ended IS NULL OR workouts.ended >= :since)
    ORDER BY workouts.started DESC, workouts.id DESC, sets.number
"""
_TOTALS = f"""
    SELECT date(repetitions.time, 'localtime') AS day, sets.exercise, count(*) AS repetitions
    FROM workouts JOIN {_SETS} JOIN repetitions ON repetitions.in_set = sets.id
    WHERE {_BY} AND (:since IS NULL OR repetitions.time >= :since)
    GROUP BY day, sets.exercise ORDER BY day, sets.exercise
"""


def read_history(path: Path, choice: Choice = EVERYTHING) -> History:
    """Returns a part of the history; an empty one where nothing has been written yet.

    Raises:
        DataError: the database cannot be read.
    """
    values = {
        "since": None if choice.days is None else _days_ago(choice.days - 1),
        "subject": choice.subject,
        "exercise": choice.exercise,
    }
    how = "LEFT" if choice.exercise is None else "INNER"
    with opened_to_read(path) as database:
        if database is None:
            return History()
        database.create_function("casefold", 1, str.casefold, deterministic=True)
        rows = database.execute(_WORKOUTS.format(how=how), values).fetchall()
        totals = database.execute(_TOTALS, values).fetchall()
    grouped = groupby(rows, key=lambda row: row["id"])
    return History(
        workouts=tuple(_workout(list(of_one)) for _, of_one in grouped),
        totals=tuple(Total(**row) for row in totals),
    )


def _workout(rows: Sequence[sqlite3.Row]) -> Workout:
    first = rows[0]
    sets = tuple(
        WorkoutSet(
            number=row["number"],
            exercise=row["exercise"],
            repetitions=row["repetitions"],
            started=row["set_started"],
        )
        for row in rows
        if row["number"] is not None
    )
    return Workout(
        kind=first["kind"],
        subject=first["subject"],
        source=first["source"],
        session=first["session"],
        started=first["started"],
        ended=first["ended"],
        state=first["state"],
        repetitions=sum(each.repetitions for each in sets),
        sets=sets,
    )


def _days_ago(days: int) -> str:
    """Returns when the day so many days ago began, in this machine's zone."""
    midnight = datetime.now().replace(hour=0, minute=0, second=0, microsecond=0)  # noqa: DTZ005 - astimezone() follows, with the offset of that day
    return utc_text(midnight - timedelta(days=days))
