import json
from pathlib import Path

import pytest

from exermoted.cli import run
from models.predictions import read_predictions
from tests.fakes.exermote import made_up_rows, write_exermote

Capture = pytest.CaptureFixture[str]


def test_sessions_are_scored_and_predictions_written(
    session: Path, tmp_path: Path, capsys: Capture
) -> None:
    out = tmp_path / "predictions"
    assert run(["evaluate", "packaged", str(session), "--predictions", str(out), "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert figures["recordings"] == 1
    assert figures["label_delay_s"] == 2.0
    assert sum(map(sum, figures["confusion"])) == 600 - 19 - 21
    said = read_predictions(out / f"{session.name}.csv")
    assert len(said.labels) == 600
    assert said.label_decided[19] == 39
    assert said.label_decided[580:] == (None,) * 20


def test_figures_are_shown(session: Path, capsys: Capture) -> None:
    assert run(["evaluate", "packaged", str(session)]) == 0
    shown = capsys.readouterr().out
    assert "macro-F1" in shown
    assert "Squat" in shown


def test_a_public_recording_is_taken_as_it_is(public: Path, tmp_path: Path) -> None:
    name = "2017-04-22 16-04-23 Individual 2.csv"
    assert run(["evaluate", "packaged", str(public / name), "--predictions", str(tmp_path)]) == 0
    assert len(read_predictions(tmp_path / name).labels) == 3000


@pytest.mark.parametrize(
    ("content", "complaint"),
    [("", "neither a session nor a public"), ("tick,time_s\n", "neither a session nor a public")],
)
def test_what_is_no_recording_is_told(
    tmp_path: Path, capsys: Capture, content: str, complaint: str
) -> None:
    (tmp_path / "a.csv").write_text(content)
    assert run(["evaluate", "packaged", str(tmp_path / "a.csv")]) == 1
    assert complaint in capsys.readouterr().err


def test_a_folder_of_nothing_is_told(tmp_path: Path, capsys: Capture) -> None:
    assert run(["evaluate", "packaged", str(tmp_path)]) == 1
    assert "holds neither sessions nor public" in capsys.readouterr().err


def test_a_recording_shorter_than_a_window_is_told(tmp_path: Path, capsys: Capture) -> None:
    write_exermote(tmp_path / "a.csv", made_up_rows())
    assert run(["evaluate", "packaged", str(tmp_path)]) == 1
    assert "a.csv: has 9 frames, fewer than a window (40)" in capsys.readouterr().err
