import subprocess
import sys
from pathlib import Path

import pytest

from exermoted.cli import run

Capture = pytest.CaptureFixture[str]
PNG = b"\x89PNG\r\n\x1a\n"

WITHOUT_MATPLOTLIB = """
import sys
sys.modules["matplotlib"] = None
from exermoted.cli import run
sys.exit(run(["report", sys.argv[1], "--out", sys.argv[2]]))
"""


def test_a_session_becomes_a_page(session: Path, tmp_path: Path, capsys: Capture) -> None:
    out = tmp_path / "report.html"
    assert run(["report", str(session), "--out", str(out)]) == 0
    assert capsys.readouterr().out.strip() == str(out)
    assert out.read_text().startswith("<!DOCTYPE html>")


def test_a_session_becomes_a_picture(session: Path, tmp_path: Path) -> None:
    out = tmp_path / "report.png"
    assert run(["report", str(session), "--out", str(out)]) == 0
    assert out.read_bytes().startswith(PNG)


def test_a_session_is_found_by_its_name(
    session: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "config.yaml"
    config.write_text(f"sessions: {session.parent}\n")
    monkeypatch.chdir(tmp_path)
    assert run(["report", session.name, "--config", str(config)]) == 0
    assert (tmp_path / f"{session.name}.html").is_file()


@pytest.mark.parametrize(("file", "status"), [("report.html", 0), ("report.png", 2)])
def test_only_a_picture_needs_matplotlib(
    session: Path, tmp_path: Path, file: str, status: int
) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", WITHOUT_MATPLOTLIB, session, tmp_path / file],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == status
    assert ("pip install 'exermoted[report]'" in ran.stderr) is bool(status)


def test_a_file_of_another_kind(session: Path, capsys: Capture) -> None:
    assert run(["report", str(session), "--out", "report.pdf"]) == 2
    assert "--out ends in .html or .png, not '.pdf'" in capsys.readouterr().err


@pytest.mark.parametrize("file", ["report.html", "report.png"])
def test_a_file_that_cannot_be_written(session: Path, file: str, capsys: Capture) -> None:
    assert run(["report", str(session), "--out", f"/no/such/folder/{file}"]) == 1
    assert f"/no/such/folder/{file}: cannot be written" in capsys.readouterr().err


def test_a_recording_that_is_not_there(capsys: Capture) -> None:
    assert run(["report", "nothing"]) == 1
    assert "nothing: " in capsys.readouterr().err


def test_a_model_that_is_not_there(session: Path, capsys: Capture) -> None:
    assert run(["report", str(session), "--model", "../none"]) == 1
    assert "neither a model folder nor a packaged model" in capsys.readouterr().err
