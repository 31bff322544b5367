import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models.card import Card
from models.comparing import Step, differences, follow
from models.coreml.converting import (
    load_coremltools,
    mlmodel_answers,
    mlpackage_answers,
    write_mlmodel,
    write_mlpackage,
)
from models.sources import Source, StreamSource
from models.tcn import Networks
from models.windows import Floats
from sessions.errors import ModelError
from tests.fakes.tiny_model import card_of, rows_of_columns, tiny_networks

Write = Callable[[Source, Card, Path], None]
Read = Callable[[Path], Step]
KINDS = {
    "m.mlpackage": (write_mlpackage, mlpackage_answers),
    "m.mlmodel": (write_mlmodel, mlmodel_answers),
}
FIRST_VERSIONS = {"m.mlpackage": 6, "m.mlmodel": 4}
"""Of Core ML's format: those of iOS 15 and iOS 13."""
FAR = 1e9
pytestmark = [pytest.mark.train, pytest.mark.usefixtures("coremltools")]


@pytest.fixture(scope="module")
def networks(coremltools: None) -> Networks:  # noqa: ARG001 # skips without it
    return tiny_networks()


@pytest.fixture(scope="module")
def folder(networks: Networks, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a file of each kind."""
    made, source = tmp_path_factory.mktemp("coreml"), StreamSource(networks, lacking(np.nan))
    for name, (write, _) in KINDS.items():
        write(source, card_of(networks), made / name)
    return made


def spec_of(path: Path) -> Any:
    return load_coremltools().utils.load_spec(str(path))


def lacking(value: float) -> Floats:
    """Returns rows that lack readings of the rotation rate, which have this value."""
    rows = rows_of_columns()[:60].copy()
    rows[20:30, 6:] = value
    rows[40:42, 7] = value
    return rows


@pytest.mark.parametrize("name", KINDS)
def test_it_says_what_it_is(folder: Path, networks: Networks, name: str) -> None:
    spec = spec_of(folder / name)
    assert spec.specificationVersion == FIRST_VERSIONS[name]
    metadata = spec.description.metadata
    assert metadata.license == "mine"
    assert metadata.author == "exermoted; trained on 2 people"
    assert metadata.versionString == "1.2.3"
    assert metadata.shortDescription == (
        "Recognises Lunge from 9 channels, 10 rows a second, one row at a time. Made up."
    )
    told = {key: json.loads(value) for key, value in metadata.userDefined.items() if "." not in key}
    assert told["classes"] == ["Break", "Lunge"]
    assert told["outputs"] == ["Break", "Lunge, first half", "Lunge, second half"]
    assert told["channels"] == list(networks.layout.channels)
    assert told["optional"] == list(networks.layout.optional)
    assert (told["rate_hz"], told["delays_steps"], told["delay_steps"]) == (10.0, [5, 10, 20], 20)
    assert told["mounting"]["delay_steps"] == 10
    assert told["card"]["architecture"] == "tcn"


@pytest.mark.parametrize("name", KINDS)
def test_inputs_and_outputs_have_shapes_and_say_what_they_are(folder: Path, name: str) -> None:
    description = spec_of(folder / name).description
    shapes = {
        each.name: tuple(each.type.multiArrayType.shape)
        for each in (*description.input, *description.output)
    }
    state = shapes["state_next"]
    assert shapes == {
        "sample": (1, 9),
        "rotation": (1, 3, 3),
        "state_before": state,
        "scores": (1, 3, 3),
        "upright": (1, 9),
        "embedding": (1, 16),
        "state_next": state,
    }
    assert all(each.shortDescription for each in (*description.input, *description.output))


@pytest.mark.parametrize(("name", "read"), [(name, read) for name, (_, read) in KINDS.items()])
def test_a_reading_that_is_out_of_reach_is_as_one_that_is_missing(
    folder: Path, networks: Networks, name: str, read: Read
) -> None:
    step = read(folder / name)
    missing = follow(networks, step, lacking(np.nan))
    for value in (FAR, -FAR, np.inf):
        apart = differences(missing, follow(networks, step, lacking(value)))
        assert max(apart.values()) == 0
    plain = follow(networks, step, rows_of_columns()[:60])
    assert max(differences(plain, missing).values()) > 1e-3


def test_it_is_the_saved_weights_that_are_worked_out(
    folder: Path, networks: Networks, tmp_path: Path
) -> None:
    source = StreamSource(networks, lacking(np.nan))
    write_mlpackage(source, card_of(networks), tmp_path / "m.mlpackage")
    (weights,) = tmp_path.rglob("weight.bin")
    saved = bytearray(weights.read_bytes())
    saved[-64:] = bytes(64)
    weights.write_bytes(saved)
    rows = rows_of_columns()[:20]
    good, bad = (
        follow(networks, mlpackage_answers(path / "m.mlpackage"), rows)
        for path in (folder, tmp_path)
    )
    assert max(differences(good, bad).values()) > 0


def test_weights_that_are_no_32_bit_numbers_are_told(networks: Networks, tmp_path: Path) -> None:
    source = StreamSource(networks, lacking(np.nan))
    write_mlpackage(source, card_of(networks), tmp_path / "m.mlpackage")
    (weights,) = tmp_path.rglob("weight.bin")
    weights.write_bytes(bytes(weights.stat().st_size))
    with pytest.raises(ModelError, match="has no weights of FLOAT32 at 64"):
        mlpackage_answers(tmp_path / "m.mlpackage")


def test_an_operator_that_cannot_be_worked_out_is_told(folder: Path, tmp_path: Path) -> None:
    spec = spec_of(folder / "m.mlmodel")
    spec.neuralNetwork.layers[-1].sin.SetInParent()
    load_coremltools().utils.save_spec(spec, str(tmp_path / "m.mlmodel"))
    with pytest.raises(ModelError, match="has an operator that cannot be checked: 'sin'"):
        mlmodel_answers(tmp_path / "m.mlmodel")


def test_what_it_does_not_take_is_told(folder: Path) -> None:
    step = mlmodel_answers(folder / "m.mlmodel")
    with pytest.raises(ModelError, match=r"the Core ML file takes .*, not "):
        step({"sample": np.zeros((1, 8), np.float32)})
