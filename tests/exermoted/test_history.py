import csv
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from exermoted.cli import run
from exermoted.history.reading import MOST_DAYS, History, read_history
from sessions.exercises import load_exercises
from sessions.folder import FRAMES_NAME
from sessions.script import generate
from tests.fakes.waiting import wait

Capture = pytest.CaptureFixture[str]
SEED = 3
SIMULATED = ("--source", "sim", "--seed", str(SEED), "--duration", "90s", "--speed", "1000")


def record(*more: str) -> int:
    return run(["record", "--subject", "Ada", *SIMULATED, *more])


def live(*more: str) -> int:
    return run(["live", "--subject", "Bob", *SIMULATED, *more])


def kept(home: Path) -> History:
    return read_history(home / ".local/share/exermoted/history.sqlite3")


def told(capsys: Capture, *arguments: str) -> str:
    capsys.readouterr()
    assert run(["history", *arguments]) == 0
    return capsys.readouterr().out


def test_a_recording_is_kept_as_its_script_had_it(home: Path) -> None:
    assert record() == 0
    (workout,) = kept(home).workouts
    (session,) = (home / ".local/share/exermoted/sessions").iterdir()
    assert (workout.kind, workout.subject, workout.source) == ("record", "Ada", "sim")
    assert (workout.session, workout.state) == (session.name, "complete")
    asked = generate(load_exercises(), SEED, 90.0).repetitions()
    assert {(s.number, s.exercise): s.repetitions for s in workout.sets} == asked


def test_live_counts_are_kept_as_they_were_told(home: Path, tmp_path: Path) -> None:
    events = tmp_path / "events.jsonl"
    assert live("--events", str(events)) == 0
    (workout,) = kept(home).workouts
    assert (workout.kind, workout.subject, workout.session) == ("live", "Bob", None)
    said = [json.loads(line) for line in events.read_text().splitlines()]
    sets = [(s["set"], s["exercise"], s["repetitions"]) for s in said if s["event"] == "set"]
    assert [(s.number, s.exercise, s.repetitions) for s in workout.sets] == sets != []


def test_a_run_that_cannot_begin_is_none(home: Path) -> None:
    assert run(["record", "--subject", "Ada", "--source", "ble"]) == 2
    assert kept(home) == History()


def test_a_killed_recording_is_kept_up_to_there(home: Path) -> None:
    command = "-m exermoted record --subject Ada --source sim --seed 3 --duration 5m --speed 20"
    process = subprocess.Popen(
        [sys.executable, *command.split()], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    wait(lambda: kept(home).totals)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    before = kept(home).totals
    assert record() == 0
    _, killed = kept(home).workouts
    assert killed.state == "recovered"
    assert killed.repetitions >= before[0].repetitions > 0


@pytest.mark.usefixtures("home")
def test_more_days_than_there_are_is_a_usage_error() -> None:
    assert run(["history", "--days", "999999"]) == 2
    assert run(["history", "--days", str(MOST_DAYS)]) == 0


def test_workouts_and_days_are_shown(home: Path, capsys: Capture) -> None:
    assert record() == live() == 0
    out = told(capsys)
    for word in ("recording, sim", "live, sim", "Ada", "Bob", "8×Situp", "█"):
        assert word in out
    assert "Ada" not in told(capsys, "--subject", "bob")
    assert "no workouts" in told(capsys, "--exercise", "Yoga")
    assert str(kept(home).totals[0].repetitions) in out


def test_nothing_yet_is_no_error(capsys: Capture) -> None:
    assert "no workouts; 'exermoted record'" in told(capsys)


def test_a_program_reads_it(capsys: Capture) -> None:
    assert record() == 0
    said = json.loads(told(capsys, "--days", "2", "--json"))
    assert said["workouts"][0]["sets"][0]["exercise"] == "Situp"
    assert said["totals"][0]["repetitions"] == 9


def test_a_spreadsheet_reads_it(tmp_path: Path, capsys: Capture) -> None:
    assert run(["record", "--subject", "=Ada", *SIMULATED]) == 0
    path = tmp_path / "history.csv"
    assert told(capsys, "--csv", str(path)) == ""
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["subject"], row["set"], row["repetitions"]) for row in rows] == [
        ("'=Ada", "1", "8"),
        ("'=Ada", "2", "1"),
    ]
    assert told(capsys, "--csv", "-") == path.read_bytes().decode()
    assert run(["history", "--csv", "/no/such/folder/history.csv"]) == 1
    assert "/no/such/folder/history.csv: cannot be written" in capsys.readouterr().err


def test_it_is_rebuilt_from_the_sessions(home: Path, capsys: Capture) -> None:
    assert record() == record() == live() == 0
    before = kept(home)
    (home / ".local/share/exermoted/history.sqlite3").unlink()
    first = min((home / ".local/share/exermoted/sessions").iterdir())
    assert run(["history", "--rebuild"]) == 0
    assert "2 of 2 sessions are in the history" in capsys.readouterr().err
    after = [(w.session, w.sets[0].repetitions) for w in kept(home).workouts]
    assert after == [(w.session, w.sets[0].repetitions) for w in before.workouts[1:]]
    (first / FRAMES_NAME).write_text("tick\n")
    assert run(["history", "--rebuild"]) == 0
    err = capsys.readouterr().err
    assert f"{first / FRAMES_NAME}:1: the columns are not" in err
    assert "1 of 2 sessions are in the history" in err
    assert len(kept(home).workouts) == 2


def test_a_history_that_cannot_be_written_does_not_stop_a_recording(
    tmp_path: Path, capsys: Capture
) -> None:
    (tmp_path / "taken").write_text("a file")
    config = tmp_path / "config.yaml"
    config.write_text("history: taken/history.sqlite3\n")
    assert record("--config", str(config)) == 0
    err = capsys.readouterr().err
    assert err.count("the history cannot be written, trying again") == 1
    assert "the history lacks the last" in err
    assert run(["history", "--rebuild", "--config", str(config)]) == 1
    assert "taken/history.sqlite3: cannot be written" in capsys.readouterr().err
