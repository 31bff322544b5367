"""Every format of every kind of network; and what becomes of an export that differs."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from models.card import Card
from models.comparing import Arrays, Step
from models.exporting import Exporter
from models.formats import FLOAT, FORMATS, Format, Limits
from models.tcn import Networks
from sessions.errors import ModelError, UsageError
from tests.fakes.moving import COLUMNS
from tests.fakes.tiny_model import CHEST, card_of, rows_of_columns, tiny_networks

LAYOUTS = {
    "a phone": COLUMNS,
    "a phone and another sensor": (*COLUMNS, *CHEST),
    "another sensor alone": CHEST,
}
pytestmark = [pytest.mark.train, pytest.mark.usefixtures("coremltools")]


def exporter_of(networks: Networks, columns: Sequence[str] = COLUMNS) -> Exporter:
    """Returns one that compares on 200 rows, of which some lack readings."""
    rows = rows_of_columns(columns)[:200].copy()
    rows[50:80, 6:] = np.nan  # rotation and the other sensor; or nothing
    rows[150:160, -1] = np.nan  # one axis alone
    return Exporter(networks, card_of(networks), rows)


@pytest.fixture(scope="module")
def exporter(coremltools: None) -> Exporter:  # noqa: ARG001 # skips without it
    return exporter_of(tiny_networks())


@pytest.mark.parametrize("columns", LAYOUTS.values(), ids=LAYOUTS)
def test_every_format_answers_as_its_source_does(columns: Sequence[str], tmp_path: Path) -> None:
    exporter = exporter_of(tiny_networks(columns), columns)
    for form in FORMATS.values():
        exported = exporter.export(form, tmp_path / form.file_name)
        answers = {"scores", "embedding", "state_next"}
        answers |= {"upright"} if columns[0] == COLUMNS[0] else set()
        assert set(exported.differences) == answers
        assert exported.difference <= form.limits.difference
        assert exported.rows == 200
        assert exported.path.exists()


class Bent:
    """Writes a text and reads it as what answers as the networks do but for one answer."""

    def __init__(self, good: Format, answer: str, by: float) -> None:
        self._good, self._answer, self._by = good, answer, by

    def write(self, networks: Networks, card: Card, path: Path) -> None:
        self._good.write(networks, card, path)

    def read(self, path: Path) -> Step:
        step = self._good.read(path)

        def bent(inputs: Arrays) -> Arrays:
            told = step(inputs)
            return {**told, self._answer: told[self._answer] + np.float32(self._by)}

        return bent


def bent(answer: str, by: float, limits: Limits = FLOAT) -> Format:
    made = Bent(FORMATS["tflite"], answer, by)
    return Format("bent", "bent.tflite", made.write, made.read, limits)


@pytest.mark.parametrize("answer", ["scores", "upright", "embedding", "state_next"])
@pytest.mark.parametrize("by", [2e-4, np.nan])
def test_a_file_that_answers_differently_is_not_written(
    exporter: Exporter, answer: str, by: float, tmp_path: Path
) -> None:
    place = tmp_path / "bent.tflite"
    with pytest.raises(ModelError, match=r"bent\.tflite: not written: it answers differently"):
        exporter.export(bent(answer, by), place)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_decides_differently_is_not_written(exporter: Exporter, tmp_path: Path) -> None:
    turned = Format(
        "turned",
        "turned.tflite",
        FORMATS["tflite"].write,
        lambda path: lambda inputs: _turned(FORMATS["tflite"].read(path)(inputs)),
        Limits(difference=1.0, agreement=0.97),
    )
    with pytest.raises(ModelError, match=r"it decides as the model does in .*, and 97\.0% is"):
        exporter.export(turned, tmp_path / "turned.tflite")
    assert list(tmp_path.iterdir()) == []


def _turned(told: Arrays) -> Arrays:
    return {**told, "scores": told["scores"][..., ::-1]}


def test_what_lacks_an_answer_is_not_written(exporter: Exporter, tmp_path: Path) -> None:
    silent = replace(
        FORMATS["tflite"],
        read=lambda path: (
            lambda inputs: {
                name: each
                for name, each in FORMATS["tflite"].read(path)(inputs).items()
                if name != "embedding"
            }
        ),
    )
    with pytest.raises(ModelError, match="embedding by nan where 1e-05 is allowed"):
        exporter.export(silent, tmp_path / "silent.tflite")


def test_nothing_is_replaced(exporter: Exporter, tmp_path: Path) -> None:
    place = tmp_path / "thesis.tflite"
    place.write_text("years of work")
    with pytest.raises(UsageError, match="is there already; remove it or choose another"):
        exporter.export(FORMATS["tflite"], place)
    assert place.read_text() == "years of work"


def test_where_nothing_can_be_written_it_is_told(exporter: Exporter, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match="cannot be written: "):
        exporter.export(FORMATS["tflite"], tmp_path / "file" / "m.tflite")


def test_weights_in_8_bits_make_a_smaller_file_without_another_s_figures(
    exporter: Exporter, tmp_path: Path
) -> None:
    small, large = (
        exporter.export(FORMATS[name], tmp_path / f"{name}.tflite")
        for name in ("tflite-dynamic", "tflite")
    )
    assert large.difference <= small.difference
    assert large.agreement >= small.agreement
