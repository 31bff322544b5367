import json

import pytest

from exermoted.cli import run

Capture = pytest.CaptureFixture[str]


def test_a_workout_is_shown(capsys: Capture) -> None:
    assert run(["script", "--seed", "7"]) == 0
    shown = capsys.readouterr().out
    assert "0:18.2" in shown
    assert "burpees" in shown
    assert "Situp" in shown


def test_a_workout_is_printed_for_programs(capsys: Capture) -> None:
    assert run(["script", "--seed", "7", "--duration", "1m", "--json"]) == 0
    workout = json.loads(capsys.readouterr().out)
    assert workout["duration_s"] == 60
    assert workout["segments"][1] == {
        "start_s": 18.2,
        "end_s": 19.8,
        "label": {"phase": "first_half", "exercise": "Burpee", "set": 1, "repetition": 1},
    }
    assert [cue["kind"] for cue in workout["cues"][:3]] == ["speech", "alert", "whistle"]
