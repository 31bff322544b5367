import json
from pathlib import Path

import pytest

from exermoted.cli import run
from sessions.folder import FRAMES_NAME, PARTIAL_NAME
from tests.fakes.exermote import made_up_rows, write_exermote

Capture = pytest.CaptureFixture[str]


def test_sessions_are_listed(session: Path, capsys: Capture) -> None:
    assert run(["sessions", "list", "--out", str(session.parent), "--json"]) == 0
    (listed,) = json.loads(capsys.readouterr().out)
    assert listed["name"] == session.name
    assert listed["session"]["subject"] == "Ada"
    assert run(["sessions", "list", "--out", str(session.parent)]) == 0
    assert "imported" in capsys.readouterr().out


def test_a_session_is_shown(session: Path, capsys: Capture) -> None:
    assert run(["sessions", "show", str(session)]) == 0
    assert "phone" in capsys.readouterr().out
    assert run(["sessions", "show", str(session), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["frames"] == 600


def test_a_whole_session_is_verified(session: Path, capsys: Capture) -> None:
    assert run(["sessions", "verify", str(session)]) == 0
    assert "ok, 600 frames" in capsys.readouterr().out


def test_a_damaged_session_is_named_with_its_line(session: Path, capsys: Capture) -> None:
    frames = session / FRAMES_NAME
    frames.write_bytes(frames.read_bytes()[:-10])
    assert run(["sessions", "verify", str(session)]) == 1
    assert "frames.csv:601: the row has" in capsys.readouterr().err


def test_a_session_with_rows_lost_is_told(session: Path, capsys: Capture) -> None:
    frames = session / FRAMES_NAME
    frames.write_bytes(b"".join(frames.read_bytes().splitlines(keepends=True)[:-1]))
    assert run(["sessions", "verify", str(session)]) == 1
    assert "has 599 of 600 frames" in capsys.readouterr().err


def test_a_session_without_an_end_is_repaired(session: Path, capsys: Capture) -> None:
    (session / FRAMES_NAME).rename(session / PARTIAL_NAME)
    assert run(["sessions", "repair", "--out", str(session.parent)]) == 0
    assert "closed, 600 frames" in capsys.readouterr().out
    assert run(["sessions", "verify", str(session)]) == 0


def test_public_recordings_are_imported(tmp_path: Path, capsys: Capture) -> None:
    write_exermote(tmp_path / "a.csv", made_up_rows())
    out = tmp_path / "out"
    assert run(["sessions", "import", str(tmp_path / "a.csv"), "--out", str(out)]) == 0
    assert "20170427T212842_Individual-9" in capsys.readouterr().out
    assert run(["sessions", "verify", *map(str, out.iterdir())]) == 0
