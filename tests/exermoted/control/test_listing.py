import os
from pathlib import Path

from exermoted.control.listing import Listing
from sessions.importing import write_recording
from sessions.info import INFO_NAME
from tests.fakes.recordings import swinging


def test_sessions_are_listed_by_name_with_what_a_list_shows(tmp_path: Path) -> None:
    folder = write_recording(swinging(), tmp_path, [])
    (listed,) = Listing().read(tmp_path)
    assert (listed.name, listed.frames, listed.rate_hz) == (folder.name, 600, 10.0)
    assert (listed.duration_s, listed.state) == (60.0, "imported")


def test_what_is_no_session_is_left_out(tmp_path: Path) -> None:
    folder = write_recording(swinging(), tmp_path / "old", [])
    (tmp_path / "file").touch()
    (tmp_path / "empty").mkdir()
    (tmp_path / "link").symlink_to(folder)
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / INFO_NAME).write_text("subject: [")
    assert Listing().read(tmp_path) == []
    assert Listing().read(tmp_path / "nowhere") == []


def test_a_session_that_changes_is_read_again(tmp_path: Path) -> None:
    info = write_recording(swinging(), tmp_path, []) / INFO_NAME
    listing = Listing()
    before = listing.read(tmp_path)
    info.write_text(info.read_text().replace("state: imported", "state: complete"))
    os.utime(info, ns=(1, 1))
    assert [listed.state for listed in before + listing.read(tmp_path)] == ["imported", "complete"]
