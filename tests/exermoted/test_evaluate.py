import json
import subprocess
import sys
from pathlib import Path

import pytest

from exermoted.cli import run
from models.predictions import read_predictions
from tests.fakes.exermote import made_up_rows, write_exermote
from tests.fakes.two_answers import write_two_answers

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
    assert said.label_decided[41:44] == (None, 62, 63)  # it sees 63 frames before it answers
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
    assert "a.csv: has 9 frames, fewer than a window (63)" in capsys.readouterr().err


def test_people_and_calibration_are_told_to_programs(session: Path, capsys: Capture) -> None:
    assert run(["evaluate", "packaged", str(session), "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert figures["people"]["Ada"]["accuracy"] == figures["accuracy"]
    assert sum(each["rows"] for each in figures["reliability"]) == 600 - 42 - 21
    assert 0 <= figures["expected_calibration_error"] <= 1
    assert "by_delay_s" not in figures


def test_people_are_shown_in_80_columns(session: Path, capsys: Capture) -> None:
    assert run(["evaluate", "packaged", str(session)]) == 0
    lines = capsys.readouterr().out.splitlines()
    (heading,) = (line for line in lines if line.strip().startswith("person"))
    shown = " ".join(heading.split())
    assert shown == "person accuracy F1 sets exact ±1 error false/h delay s"
    assert max(map(len, lines)) <= 80


def test_pictures_are_drawn(session: Path, tmp_path: Path, capsys: Capture) -> None:
    assert run(["evaluate", "packaged", str(session), "--plots", str(tmp_path / "plots")]) == 0
    names = ("confusion", "delays", "people", "reliability", "timeline")
    files = {path.name: path.read_bytes() for path in (tmp_path / "plots").iterdir()}
    assert set(files) == {f"{name}.{ending}" for name in names for ending in ("png", "svg")}
    assert files["people.png"].startswith(b"\x89PNG")
    assert b"<svg" in files["people.svg"]
    assert str(tmp_path / "plots" / "timeline.png") in capsys.readouterr().out


def test_pictures_need_matplotlib(session: Path, tmp_path: Path) -> None:
    code = "import sys; sys.modules['matplotlib'] = None; from exermoted.cli import run; "
    code += "sys.exit(run(['evaluate', 'packaged', sys.argv[1], '--plots', sys.argv[2]]))"
    ran = subprocess.run(
        [sys.executable, "-c", code, session, tmp_path / "plots"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 2
    assert "pictures need matplotlib: pip install 'exermoted[report]'" in ran.stderr
    assert not (tmp_path / "plots").exists()


def test_recordings_are_disturbed_first(session: Path, tmp_path: Path) -> None:
    said = []
    for number, more in enumerate(([], ["--disturb", "no-gyroscope"])):
        out = tmp_path / str(number)
        assert run(["evaluate", "packaged", str(session), "--predictions", str(out), *more]) == 0
        said.append(read_predictions(out / f"{session.name}.csv"))
    whole, lacking = said
    assert whole.label_decided == lacking.label_decided
    assert whole.scores != lacking.scores


def test_a_disturbance_that_is_not_known(session: Path, capsys: Capture) -> None:
    assert run(["evaluate", "packaged", str(session), "--disturb", "shout"]) == 2
    assert "nothing is disturbed by 'shout'; there are rotate, mirror" in capsys.readouterr().err


def test_an_answer_that_the_model_does_not_give(session: Path, capsys: Capture) -> None:
    assert run(["evaluate", "packaged", str(session), "--delay", "3"]) == 2
    assert "the model answers after 0.5, 1, 2 s, not after 3 s" in capsys.readouterr().err


@pytest.mark.train
def test_each_answer_of_a_model_with_several(
    session: Path, tmp_path: Path, capsys: Capture
) -> None:
    tf = pytest.importorskip("tensorflow", reason="needs the train extra")
    model = str(write_two_answers(tmp_path / "model", tf))
    delays_s = []
    for more in ([], ["--delay", "0"]):
        assert run(["evaluate", model, str(session), "--json", *more]) == 0
        delays_s.append(json.loads(capsys.readouterr().out)["label_delay_s"])
    assert delays_s == [0.2, 0.0]

    assert run(["evaluate", model, str(session), "--plots", str(tmp_path / "plots")]) == 0
    assert "label delay" in capsys.readouterr().out
    assert (tmp_path / "plots" / "delays.png").is_file()
