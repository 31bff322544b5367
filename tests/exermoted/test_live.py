import json
from pathlib import Path

import pytest

from exermoted.cli import run
from sessions.exercises import load_exercises
from sessions.script import generate
from tests.fakes.step_graph import write_step_model

Capture = pytest.CaptureFixture[str]
SIMULATED = ("live", "--source", "sim", "--seed", "3", "--duration", "90s", "--speed", "1000")


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_the_packaged_model_counts_a_simulated_athlete(tmp_path: Path, capsys: Capture) -> None:
    events = tmp_path / "events.jsonl"
    assert run([*SIMULATED, "--events", str(events)]) == 0
    counted = [event["exercise"] for event in lines(events) if event["event"] == "repetition"]
    asked = {"Situp": 9, "Burpee": 0, "Squat": 0}
    assert generate(load_exercises(), 3, 90).repetitions() == {(1, "Situp"): 8, (2, "Situp"): 1}
    assert all(abs(counted.count(name) - times) <= 2 for name, times in asked.items())
    assert "script said" in capsys.readouterr().out


def test_events_tell_the_states_in_order(tmp_path: Path) -> None:
    events = tmp_path / "events.jsonl"
    assert run([*SIMULATED, "--events", str(events)]) == 0
    states = [event["state"] for event in lines(events) if event["event"] == "state"]
    assert states == ["initializing", "evaluating", "idle"]


def test_how_the_phone_sits_is_told_in_a_line_and_as_an_event(
    tmp_path: Path, capsys: Capture
) -> None:
    tensorflow = pytest.importorskip("tensorflow", reason="needs the train extra")
    model = write_step_model(tmp_path, tensorflow)
    events = tmp_path / "events.jsonl"
    assert run([*SIMULATED, "--model", str(model), "--events", str(events)]) == 0
    told = [event for event in lines(events) if event["event"] == "mounting"]
    assert [event["known"] for event in told[:2]] == [False, True]
    said = capsys.readouterr().err
    assert "0:00 mounting: not known yet, do one repetition" in said
    assert "mounting: top up, screen outward" in said


def test_events_are_the_same_at_any_speed(tmp_path: Path, session: Path) -> None:
    slow, fast = tmp_path / "slow", tmp_path / "fast"
    source = ["live", "--source", f"replay:{session}"]
    assert run([*source, "--speed", "100", "--events", str(slow)]) == 0
    assert run([*source, "--speed", "100000", "--events", str(fast)]) == 0
    assert slow.read_bytes() == fast.read_bytes()
    assert lines(slow)[-1] == {"event": "state", "time_s": 59.9, "state": "idle"}


def test_a_real_recording_is_counted(public: Path, tmp_path: Path, capsys: Capture) -> None:
    """Four sets: 7 situps, 10 burpees, 10 burpees, 10 squats."""
    recording = public / "2017-04-27 21-33-53 Individual 1.csv"
    events = tmp_path / "events.jsonl"
    more = ["--speed", "100000", "--events", str(events)]
    assert run(["live", "--source", f"replay:{recording}", *more]) == 0
    counted = [event["exercise"] for event in lines(events) if event["event"] == "repetition"]
    for exercise, asked in {"Situp": 7, "Burpee": 20, "Squat": 10}.items():
        assert abs(counted.count(exercise) - asked) <= 1
    assert capsys.readouterr().out.count("│") > 0


def test_a_model_that_is_not_there(capsys: Capture) -> None:
    assert run([*SIMULATED, "--model", "../none"]) == 1
    assert "'../none' is neither a model folder nor a packaged model (default)" in (
        capsys.readouterr().err
    )


def test_an_events_file_that_cannot_be_written(capsys: Capture) -> None:
    assert run([*SIMULATED, "--events", "/no/such/folder/events"]) == 1
    assert "/no/such/folder/events: cannot be written" in capsys.readouterr().err
