"""``exermoted export`` on networks that have learnt nothing."""

import json
from pathlib import Path

import msgspec
import pytest

from exermoted.cli import run
from inference.engine import TFLiteEngine
from models.card import read_card
from models.formats import FORMATS
from models.savedmodel import EXTRA
from sessions.importing import write_recording
from tests.fakes.moving import moving
from tests.fakes.recordings import swinging
from tests.fakes.tiny_model import write_tiny_model

pytestmark = [pytest.mark.train, pytest.mark.usefixtures("tensorflow")]


@pytest.fixture
def model(tmp_path: Path) -> Path:
    folder = tmp_path / "model"
    folder.mkdir()
    write_tiny_model(folder)
    return folder


@pytest.mark.usefixtures("coremltools")
def test_all_formats_go_into_a_folder_with_their_differences(
    model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "exports"
    assert run(["export", str(model), "--format", "all", "--out", str(place), "--json"]) == 0
    told = {each["format"]: each for each in json.loads(capsys.readouterr().out)}
    assert list(told) == list(FORMATS)
    assert {path.name for path in place.iterdir()} == {f.file_name for f in FORMATS.values()}
    for name, each in told.items():
        assert each["path"] == str(place / FORMATS[name].file_name)
        assert each["rows"] == 600
        assert each["size_bytes"] > 1000
        assert each["difference"] == max(each["differences"].values())
        assert each["difference"] <= each["allowed"]["difference"]


def test_a_tflite_export_is_a_model_folder(model: Path, tmp_path: Path) -> None:
    place = tmp_path / "small"
    assert run(["export", str(model), "--format", "tflite-dynamic", "--out", str(place)]) == 0
    engine = TFLiteEngine(place)
    assert engine.card == msgspec.structs.replace(read_card(model), metrics={})
    assert engine.takes["sample"] == (9,)


def test_a_path_that_ends_in_tflite_is_the_file_alone(model: Path, tmp_path: Path) -> None:
    place = tmp_path / "step.tflite"
    assert run(["export", str(model), "--format", "tflite", "--out", str(place)]) == 0
    assert b"TFL3" in place.read_bytes()[:8]


def test_a_savedmodel_holds_the_card(model: Path, tmp_path: Path) -> None:
    place = tmp_path / "saved"
    assert run(["export", str(model), "--format", "savedmodel", "--out", str(place)]) == 0
    assert read_card(place / EXTRA) == read_card(model)


def test_the_path_says_which_kind_of_core_ml_is_meant(
    model: Path,
    coremltools: None,  # noqa: ARG001 # skips without it
    tmp_path: Path,
) -> None:
    place = tmp_path / "m.mlmodel"
    assert run(["export", str(model), "--format", "coreml", "--out", str(place)]) == 0
    assert place.is_file()


def test_it_is_compared_on_a_recording(
    model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    session = write_recording(moving(), tmp_path / "old", [])
    given = ["--format", "tflite", "--out", str(tmp_path / "t"), "--against", str(session)]
    assert run(["export", str(model), *given]) == 0
    told = capsys.readouterr().out
    assert "largest differences from the model in 600 rows" in " ".join(told.split())
    assert str(tmp_path / "t") in told


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (["--format", "onnx", "--out", "x"], "no format is called 'onnx'; there are tflite,"),
        (["--format", "tflite", "--out", "{there}"], "is there already; remove it or choose"),
        (["--format", "coreml", "--out", "x.zip"], "ends neither in .mlpackage nor in .mlmodel"),
        (["--format", "mlmodel", "--out", "x.mlpackage"], "x.mlpackage: does not end in .mlmodel"),
    ],
)
def test_what_cannot_be_is_told_before_anything_is_made(
    model: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    given: list[str],
    told: str,
) -> None:
    there = tmp_path / "there"
    there.mkdir()
    assert run(["export", str(model), *(word.format(there=there) for word in given)]) == 2
    assert told in " ".join(capsys.readouterr().err.split())


def test_a_model_without_weights_is_told(
    model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (model / "weights.npz").unlink()
    assert run(["export", str(model), "--format", "tflite", "--out", str(tmp_path / "t")]) == 1
    assert "weights.npz: cannot be read: No such file" in capsys.readouterr().err


def test_a_model_of_windows_needs_its_keras_model(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    people = [str(write_recording(swinging(n, s), tmp_path / n, [])) for s, n in enumerate("AB", 1)]
    made, place = tmp_path / "made", str(tmp_path / "t")
    given = ["--arch", "features", "--epochs", "1", "--out", str(made)]
    assert run(["train", *people, *given]) == 0
    assert run(["export", str(made), "--format", "savedmodel", "--out", place]) == 0
    (made / "model.keras").unlink()
    assert run(["export", str(made), "--format", "tflite", "--out", f"{place}2"]) == 1
    assert "has no model.keras to be exported from: train it again" in capsys.readouterr().err
