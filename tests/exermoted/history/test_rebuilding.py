from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from exermoted.history.reading import History, read_history
from exermoted.history.rebuilding import finished_sessions, rebuild
from exermoted.history.schema import open_to_write
from models.truth import true_repetitions
from sessions.errors import DataError
from sessions.folder import FRAMES_NAME, PARTIAL_NAME, read_session
from sessions.importing import write_recording
from tests.fakes.recordings import swinging


@pytest.fixture
def session(tmp_path: Path) -> Path:
    """A session of a minute that says when it was."""
    recording = replace(swinging(), started=datetime(2026, 11, 24, 10, tzinfo=UTC))
    return write_recording(recording, tmp_path / "old", [])


def rebuilt(path: Path, *folders: Path) -> History:
    with closing(open_to_write(path)) as database:
        for folder in folders:
            rebuild(database, folder)
    return read_history(path)


def test_a_session_becomes_a_workout_with_the_sets_of_its_labels(
    tmp_path: Path, session: Path
) -> None:
    (workout,) = rebuilt(tmp_path / "h", session).workouts
    assert (workout.kind, workout.subject, workout.session) == ("record", "Ada", session.name)
    assert workout.state == "imported"
    assert workout.repetitions == len(true_repetitions(read_session(session).labels)) > 0


def test_doing_it_again_changes_nothing(tmp_path: Path, session: Path) -> None:
    once = rebuilt(tmp_path / "h", session)
    assert rebuilt(tmp_path / "h", session, session) == once


def test_one_that_is_being_written_is_left_for_later(session: Path) -> None:
    assert finished_sessions(session.parent) == [session]
    (session / FRAMES_NAME).rename(session / PARTIAL_NAME)
    assert finished_sessions(session.parent) == []
    assert finished_sessions(session / "nowhere") == []


def test_a_damaged_one_changes_nothing(tmp_path: Path, session: Path) -> None:
    once = rebuilt(tmp_path / "h", session)
    (session / FRAMES_NAME).write_text("tick\n")
    with pytest.raises(DataError, match=r"frames\.csv"):
        rebuilt(tmp_path / "h", session)
    assert read_history(tmp_path / "h") == once


def test_one_that_does_not_say_when_it_was_has_no_place(tmp_path: Path) -> None:
    undated = write_recording(swinging(), tmp_path / "old", [])
    with pytest.raises(DataError, match="does not say when it was"):
        rebuilt(tmp_path / "h", undated)
