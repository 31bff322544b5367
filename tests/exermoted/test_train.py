import json
from dataclasses import replace
from pathlib import Path

import pytest

from exermoted.cli import run
from inference.engine import TFLiteEngine
from models.card import read_card, write_card
from sessions.importing import write_recording
from sessions.recording import Recording
from tests.fakes import engines
from tests.fakes.recordings import swinging

PEOPLE = ("Ada", "Bob", "Cy")
WINDOWS = ("--arch", "deepconvlstm")
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def sessions(tmp_path: Path) -> Path:
    """A folder with a session of a minute of each person."""
    for seed, person in enumerate(PEOPLE, 1):
        write_recording(halved(swinging(person, seed)), tmp_path / "sessions", [])
    return tmp_path / "sessions"


def halved(recording: Recording) -> Recording:
    """Every other frame: windows of half as many steps train twice as fast."""
    frames = [replace(frame, tick=frame.tick // 2) for frame in recording.frames[::2]]
    labels = recording.labels[::2]
    return replace(recording, rate_hz=recording.rate_hz / 2, frames=frames, labels=labels)


def train(*arguments: object) -> int:
    return run(["train", *map(str, arguments)])


@pytest.mark.train
def test_a_model_is_trained_on_everyone_but_one_and_scored_on_that_one(
    sessions: Path, tmp_path: Path, capsys: Capture
) -> None:
    pytest.importorskip("tensorflow", reason="needs the train extra: pip install exermoted[train]")
    folder, logs = tmp_path / "model", tmp_path / "logs"
    arguments = ("--epochs", 1, "--holdout", "Cy", "--channels", "phone.acceleration")
    assert train(sessions, *WINDOWS, *arguments, "--out", folder, "--logs", logs) == 0

    card = read_card(folder)
    assert card.people == ("Ada", "Bob")
    assert card.held_out == ("Cy",)
    assert card.chosen_on in card.people
    assert card.channels == tuple(f"phone.acceleration_{axis}_g" for axis in "xyz")
    assert (card.rate_hz, card.window_steps, card.delay_steps) == (5.0, 20, 10)
    assert card.metrics["recordings"] == 1
    assert "--holdout Cy" in card.command
    assert set(card.counter.steps) == set(card.classes[1:])
    assert TFLiteEngine(folder).card == card
    assert list(logs.rglob("events.out.tfevents.*"))
    said = capsys.readouterr()
    assert "epoch 1 of 1" in said.out
    assert f"{card.metrics['accuracy']:.1%}" in said.out
    assert "without Cy: epoch 1/1: loss" in said.err

    assert run(["evaluate", str(folder), str(max(sessions.glob("*Cy"))), "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert list(figures.pop("people")) == ["Cy"]
    assert figures.pop("reliability")
    figures.pop("unfamiliar", None)
    assert figures == card.metrics


@pytest.mark.slow
@pytest.mark.train
def test_everyone_is_held_out_in_turn(sessions: Path, tmp_path: Path, capsys: Capture) -> None:
    pytest.importorskip("tensorflow", reason="needs the train extra: pip install exermoted[train]")
    folder = tmp_path / "models"
    arguments = ("--leave-one-subject-out", "--epochs", 1, "--json", "--channels", "phone.rotation")
    assert train(sessions, *WINDOWS, *arguments, "--out", folder) == 0
    told = json.loads(capsys.readouterr().out)
    assert [model["card"]["held_out"] for model in told["models"]] == [[name] for name in PEOPLE]
    assert told["pooled"]["recordings"] == 3
    of_each = [model["card"]["metrics"]["sets"] for model in told["models"]]
    assert told["pooled"]["sets"] == sum(of_each)
    assert {path.name for path in folder.iterdir()} == set(PEOPLE)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("--holdout", "Eve"), "no recording is of 'Eve'; there are Ada, Bob, Cy"),
        (("--holdout", "Ada", "--leave-one-subject-out"), "leave --holdout out"),
        (("--arch", "gpt"), "no network is called 'gpt'; there are tcn, deepconvlstm, features"),
        (("--channels", "watch"), "no channel is called 'watch' here"),
        (("--channels", "phone.yaw"), "tcn looks at vectors, and there is none"),
        (("--patience", "3"), "tcn is trained for all of its epochs; leave --patience out"),
        ((*WINDOWS, "--settings", "packaged"), "--settings is for one model of a streaming"),
        (("--leave-one-subject-out", "--settings", "packaged"), "--settings is for one model"),
        (("--epochs", "0"), "Invalid value for '--epochs'"),
    ],
)
def test_what_cannot_be_trained_is_said_before_anything_is(
    arguments: tuple[str, ...], complaint: str, sessions: Path, tmp_path: Path, capsys: Capture
) -> None:
    assert train(sessions, "--out", tmp_path / "model", *arguments) == 2
    said = capsys.readouterr().err
    assert complaint in said
    assert said.count("\n") == 1
    assert not (tmp_path / "model").exists()


def test_settings_are_taken_from_a_model_that_gives_the_same_answers(
    sessions: Path, tmp_path: Path, capsys: Capture
) -> None:
    arguments = ("--out", tmp_path / "model", "--settings")
    assert train(sessions, *arguments, tmp_path / "nothing") == 1
    assert "is neither a model folder nor a packaged model" in capsys.readouterr().err
    write_card(engines.card(), tmp_path)
    assert train(sessions, *arguments, tmp_path) == 2
    assert "a model of threshold has no settings for this network" in capsys.readouterr().err
    assert not (tmp_path / "model").exists()


def test_a_folder_of_something_else_is_left_alone(
    sessions: Path, tmp_path: Path, capsys: Capture
) -> None:
    (tmp_path / "thesis.tex").write_text("years of work")
    assert train(sessions, "--out", tmp_path) == 2
    assert "which is no model" in capsys.readouterr().err


def test_one_person_is_too_few(sessions: Path, tmp_path: Path, capsys: Capture) -> None:
    cy = max(sessions.glob("*Cy"))
    assert train(cy, *WINDOWS, "--out", tmp_path / "model") == 2
    assert "training needs two people" in capsys.readouterr().err
    assert train(cy, "--holdout", "Cy", "--out", tmp_path / "model") == 2
    assert "too few people are left to learn from; there are Cy" in capsys.readouterr().err
    assert train(cy, "--leave-one-subject-out", "--out", tmp_path / "model") == 2
    assert "too few people are left to learn from; there are Cy" in capsys.readouterr().err


@pytest.mark.parametrize(("network", "frames"), [("deepconvlstm", 20), ("tcn", 63)])
def test_a_recording_shorter_than_a_window_is_told(
    network: str, frames: int, sessions: Path, tmp_path: Path, capsys: Capture
) -> None:
    whole = halved(swinging("Dee", seed=4))
    short = replace(whole, frames=whole.frames[:9], labels=whole.labels[:9])
    folder = write_recording(short, tmp_path, [])
    assert train(sessions, folder, "--arch", network, "--out", tmp_path / "model") == 1
    assert f"{folder}: has 9 frames, fewer than a window ({frames})" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--quick", "--epochs", 3), "--quick takes recordings, --model and --out"),
        (("--quick", "--leave-one-subject-out"), "--quick takes recordings, --model and --out"),
        (("--model", "packaged"), "--model is what --quick teaches"),
        (("--quick", "--model", "nowhere"), "'nowhere' is neither a model folder"),
    ],
)
def test_teaching_takes_no_options_of_training(
    sessions: Path, tmp_path: Path, capsys: Capture, options: tuple[object, ...], message: str
) -> None:
    assert train(sessions, *options, "--out", tmp_path / "model") in {1, 2}
    assert message in capsys.readouterr().err
