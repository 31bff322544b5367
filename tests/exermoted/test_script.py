import json
from pathlib import Path

import pytest

from exermoted.cli import run
from recorder.sound.wav import read_wav
from tests.recorder.sound.needs import needs_espeak

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


@needs_espeak
def test_a_workout_is_written_to_a_wav_file(capsys: Capture, tmp_path: Path) -> None:
    wav = tmp_path / "workout.wav"
    assert run(["script", "--seed", "7", "--duration", "1m", "--wav", str(wav)]) == 0
    assert capsys.readouterr().out == f"{wav}: 1:00.0\n"
    samples, rate_hz = read_wav(wav)
    assert len(samples) == 60 * rate_hz
    assert abs(samples[: 2 * rate_hz]).max() > 0.1  # "burpees"
    assert abs(samples[round(18.2 * rate_hz) :][: 4 * rate_hz]).max() > 0.1  # the whistle


@pytest.mark.parametrize("other", ["--play", "--json"])
def test_a_workout_is_shown_in_one_way(capsys: Capture, other: str, tmp_path: Path) -> None:
    assert run(["script", "--wav", str(tmp_path / "a.wav"), other]) == 2
    assert "exclude one another" in capsys.readouterr().err


def test_the_language_is_configured(capsys: Capture, tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(
        "voice: fr\nworkout_over: fini\nexercises: {Burpee: sauts}\nnumbers: [un]\n"
    )
    config = tmp_path / "config.yaml"
    config.write_text("sound: {language: mine.yaml}\n")
    assert run(["script", "--seed", "7", "--duration", "1m", "--config", str(config)]) == 0
    shown = capsys.readouterr().out
    assert "sauts" in shown
    assert "fini" in shown
