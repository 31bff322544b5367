from datetime import UTC, datetime
from pathlib import Path

import pytest

from sessions.errors import DataError
from sessions.folder import make_folder, read_session
from sessions.importing import write_recording
from sessions.info import read_info
from sessions.load import find_recordings, load_recordings, read_recording
from tests.fakes.exermote import made_up_rows, write_exermote
from tests.fakes.recordings import swinging


def test_a_public_recording_is_imported_as_a_session(tmp_path: Path) -> None:
    source = read_recording(write_exermote(tmp_path / "a.csv", made_up_rows()))
    folder = write_recording(source, tmp_path / "sessions", ["imported from a.csv"])
    assert folder.name == "20170427T212842_Individual-9"
    session = read_session(folder)
    assert session.labels == source.labels
    assert session.streams == source.streams
    assert session.frames[3].values == pytest.approx(source.frames[3].values, nan_ok=True, abs=1e-6)
    info = read_info(folder)
    assert (info.state, info.subject, info.frames) == ("imported", "Individual 9", 9)
    assert info.streams["phone"].missing == 1
    assert info.streams["phone"].samples == 8


def test_sessions_and_public_files_are_found_side_by_side(tmp_path: Path) -> None:
    write_exermote(tmp_path / "a.csv", made_up_rows())
    write_recording(swinging(), tmp_path, [])
    (tmp_path / "notes.txt").write_text("not a recording")
    assert [r.subject for r in load_recordings([tmp_path])] == ["Ada", "Individual 9"]


def test_a_folder_without_recordings_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="neither sessions nor public"):
        find_recordings(tmp_path)


def test_a_path_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no such file"):
        find_recordings(tmp_path / "none")


@pytest.mark.parametrize("content", [b"a,b\n1,2\n", b"", b"\xff\xfe\x00"])
def test_a_file_that_is_no_recording_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.csv").write_bytes(content)
    with pytest.raises(DataError, match=r"a\.csv"):
        read_recording(tmp_path / "a.csv")


def test_a_second_session_of_the_same_second_gets_a_number(tmp_path: Path) -> None:
    noon = datetime(2026, 11, 23, 12, tzinfo=UTC)
    assert make_folder(tmp_path, "Ada", noon).name == "20261123T120000Z_Ada"
    assert make_folder(tmp_path, "Ada", noon).name == "20261123T120000Z_Ada-2"


def test_a_parent_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DataError, match="cannot be made"):
        make_folder(tmp_path / "file", "Ada", datetime(2026, 1, 1, tzinfo=UTC))


def test_a_session_without_its_description_is_told(tmp_path: Path) -> None:
    folder = write_recording(swinging(), tmp_path, [])
    (folder / "session.yaml").write_text("subject: [")
    with pytest.raises(DataError, match="does not describe a session"):
        read_session(folder)
