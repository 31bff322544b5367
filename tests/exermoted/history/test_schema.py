import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from exermoted.history.schema import STEPS, migrate, open_to_write, opened_to_read
from sessions.errors import DataError

LATER = (*STEPS, "ALTER TABLE workouts ADD COLUMN place TEXT NOT NULL DEFAULT 'gym'")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "new" / "history.sqlite3"


def a_workout(database: sqlite3.Connection) -> None:
    database.execute(
        "INSERT INTO workouts (kind, subject, source, started, state)"
        " VALUES ('live', 'Ada', 'sim', '2026-11-24T10:00:00.000Z', 'complete')"
    )


def test_a_database_is_made_with_its_folder(path: Path) -> None:
    with closing(open_to_write(path)) as database:
        assert database.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
        assert database.execute("PRAGMA user_version").fetchone()[0] == len(STEPS)


def test_an_older_one_takes_the_steps_that_it_lacks_and_keeps_what_is_in_it(path: Path) -> None:
    with closing(open_to_write(path)) as database:
        a_workout(database)
        migrate(database, path, LATER)
        assert database.execute("SELECT subject, place FROM workouts").fetchall() == [
            ("Ada", "gym")
        ]
        migrate(database, path, LATER)  # there is nothing left to do


def test_a_step_that_fails_leaves_everything_as_it_was(path: Path) -> None:
    with closing(open_to_write(path)) as database:
        a_workout(database)
        with pytest.raises(sqlite3.Error):
            migrate(database, path, (*LATER, "DROP TABLE workouts; DROP TABLE nothing"))
        assert database.execute("SELECT count(*) FROM workouts").fetchone()[0] == 1
        assert database.execute("PRAGMA user_version").fetchone()[0] == len(STEPS)


def test_a_newer_one_is_left_alone(path: Path) -> None:
    with closing(open_to_write(path)) as database:
        migrate(database, path, LATER)
    with pytest.raises(DataError, match="is of version 2, not 1; update exermoted"):
        open_to_write(path)
    with pytest.raises(DataError, match="update exermoted"), opened_to_read(path):
        pass


def test_before_anything_is_written_there_is_nothing_to_read(path: Path) -> None:
    with opened_to_read(path) as database:
        assert database is None
    path.parent.mkdir()
    path.touch()  # as it is for a moment while it is made
    with opened_to_read(path) as database:
        assert database is None


def test_a_file_that_is_no_database_is_told(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("squats: 10\n" * 100)
    with pytest.raises(DataError, match="cannot be read as a history"), opened_to_read(path):
        pass


def test_a_set_goes_with_its_workout_and_is_nothing_without_one(path: Path) -> None:
    add = "INSERT INTO sets (workout, number, exercise, repetitions, started) VALUES (?,1,'S',1,'')"
    with closing(open_to_write(path)) as database:
        with pytest.raises(sqlite3.IntegrityError):
            database.execute(add, (1,))
        a_workout(database)
        database.execute(add, (1,))
        database.execute("DELETE FROM workouts")
        assert database.execute("SELECT count(*) FROM sets").fetchone()[0] == 0


@pytest.mark.parametrize("writes", [True, False])
def test_it_is_read_while_it_is_written_and_leaves_no_traces(path: Path, *, writes: bool) -> None:
    database = open_to_write(path)
    a_workout(database)
    if not writes:
        database.close()
    before = set(path.parent.iterdir())
    with opened_to_read(path) as reading:
        assert reading is not None
        assert reading.execute("SELECT subject FROM workouts").fetchone()["subject"] == "Ada"
    assert set(path.parent.iterdir()) == before
    database.close()
