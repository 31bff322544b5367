import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from exermoted.cli import run
from sessions.importing import write_recording
from tests.conftest import ROOT
from tests.fakes.moving import moving
from tests.fakes.waiting import PATIENCE_S

pytest.importorskip("optuna", reason="needs the tune extra: pip install exermoted[tune]")

Capture = pytest.CaptureFixture[str]
PEOPLE = ("Ada", "Bob")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder with a minute of each of two people."""
    for seed, person in enumerate(PEOPLE, 1):
        write_recording(moving(person, seed), tmp_path / "sessions", [])
    return tmp_path / "sessions"


def tune(data: Path, study: Path, *arguments: object) -> int:
    given = ("--study", study, "--epochs", 1, "--workers", 1, *arguments)
    return run(["tune", str(data), *map(str, given)])


def told(capsys: Capture) -> Any:
    return json.loads(capsys.readouterr().out)


@pytest.mark.train
@pytest.mark.usefixtures("tensorflow")
def test_a_study_is_made_drawn_and_gone_on_with(
    data: Path, tmp_path: Path, capsys: Capture
) -> None:
    study, plots = tmp_path / "study", tmp_path / "plots"
    assert tune(data, study, "--trials", 1, "--plots", plots, "--json") == 0
    first = told(capsys)
    best = first["outcome"]["best"]
    assert first["outcome"] == {
        "complete": 1,
        "pruned": 0,
        "again": 0,
        "best": best,
        "packaged": best,
        "worked_s": first["outcome"]["worked_s"],
    }
    assert (best["people"], best["parameters"]["upright_width"]) == (2, 48)
    assert 0 < best["value"] < 1
    assert first["outcome"]["worked_s"] > 0
    assert [Path(path).name for path in first["plots"]] == ["history.png", "parameters.png"]
    assert all(Path(path).is_file() for path in first["plots"])

    assert tune(data, study, "--trials", 1) == 0
    said = capsys.readouterr()
    assert "1 trials: 1 tried on everybody, 0 given up early" in said.out
    assert "trial 0" not in said.err  # it was there already

    assert tune(data, study, "--channels", "phone.acceleration") == 2
    assert "has another channels; take another --study" in capsys.readouterr().err.replace(
        "\n", " "
    )


@pytest.mark.train
@pytest.mark.usefixtures("tensorflow")
def test_ctrl_c_ends_it_and_keeps_the_study(data: Path, tmp_path: Path) -> None:
    study = tmp_path / "study"
    words = ("-m", "exermoted", "tune", data, "--study", study, "--epochs", "999")
    with subprocess.Popen(
        [sys.executable, *map(str, words)], cwd=ROOT, stderr=subprocess.PIPE, text=True
    ) as process:
        while b"upright_width" not in (study.read_bytes() if study.exists() else b""):
            assert process.poll() is None
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 130, said
    assert "Traceback" not in said
    assert tune(data, study, "--trials", 0, "--epochs", 999) == 0


def test_nothing_is_trained_of_a_study_that_has_nothing_yet(
    data: Path, tmp_path: Path, capsys: Capture
) -> None:
    arguments = ("--trials", 0, "--out", tmp_path / "model")
    assert tune(data, tmp_path / "study", *arguments) == 2
    assert "no trial is finished yet" in capsys.readouterr().err


def test_recordings_of_too_high_a_rate_are_told(tmp_path: Path, capsys: Capture) -> None:
    for seed, person in enumerate(PEOPLE, 1):
        write_recording(moving(person, seed, rate_hz=40.0), tmp_path / "fast", [])
    assert tune(tmp_path / "fast", tmp_path / "study") == 2
    assert "train on recordings of a lower rate" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--cluster", "tcp://127.0.0.1:1"], "leave --workers out"),
        (["--budget", "soon"], "'soon' is no length"),
        (["--holdout", "Bob"], "it takes two besides one held out; there are Ada, Bob"),
        (["--holdout", "Eve"], "no recording is of 'Eve'"),
        (["--channels", "phone.yaw"], "looks at vectors, and there is none among the channels"),
    ],
)
def test_what_cannot_be_is_told_before_anything_is_tried(
    arguments: list[str], message: str, data: Path, tmp_path: Path, capsys: Capture
) -> None:
    assert tune(data, tmp_path / "study", *arguments) == 2
    said = capsys.readouterr().err
    assert message in said
    assert said.count("\n") == 1
    assert not (tmp_path / "study").exists()
