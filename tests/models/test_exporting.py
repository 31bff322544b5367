"""Every format of every kind of network; and what becomes of an export that differs."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from models.card import Card, CounterSettings
from models.comparing import Arrays, Step
from models.dataset import Dataset
from models.exporting import export
from models.formats import FLOAT, FORMATS, Format, Limits
from models.networks import ARCHITECTURES
from models.sources import Source, StreamSource, WindowSource
from models.training import Trained
from sessions.errors import ModelError, UsageError
from tests.fakes.moving import COLUMNS
from tests.fakes.networks import WINDOWING
from tests.fakes.tiny_model import CHEST, card_of, rows_of_columns, tiny_networks

LAYOUTS = {
    "a phone": COLUMNS,
    "a phone and another sensor": (*COLUMNS, *CHEST),
    "another sensor alone": CHEST,
}
OTHER_WAYS = [FORMATS[name] for name in ("savedmodel", "mlmodel", "mlpackage")]
"""Those that do not go through what trains the packaged model, too."""
pytestmark = [pytest.mark.train, pytest.mark.usefixtures("coremltools")]


def source_of(columns: Sequence[str] = COLUMNS) -> tuple[Source, Card]:
    """Returns tiny networks, to be compared on 200 rows of which some lack readings."""
    networks = tiny_networks(columns)
    rows = rows_of_columns(columns)[:200].copy()
    rows[50:80, 6:] = np.nan  # rotation and the other sensor; or nothing
    rows[150:160, -1] = np.nan  # one axis alone
    return StreamSource(networks, rows), card_of(networks)


@pytest.fixture(scope="module")
def source(coremltools: None) -> Source:  # noqa: ARG001 # skips without it
    return source_of()[0]


@pytest.fixture(scope="module")
def card(coremltools: None) -> Card:  # noqa: ARG001 # skips without it
    return card_of(tiny_networks())


@pytest.mark.parametrize("columns", LAYOUTS.values(), ids=LAYOUTS)
def test_every_format_answers_as_its_source_does(columns: Sequence[str], tmp_path: Path) -> None:
    source, card = source_of(columns)
    for form in FORMATS.values() if columns == COLUMNS else OTHER_WAYS:
        exported = export(source, card, form, tmp_path / form.file_name)
        answers = {"scores", "embedding", "state_next"}
        answers |= {"upright"} if columns[0] == COLUMNS[0] else set()
        assert set(exported.differences) == answers
        assert exported.difference <= form.limits.difference
        assert exported.rows == 200
        assert exported.path.exists()


def test_so_does_a_network_of_windows(trained: Trained, dataset: Dataset, tmp_path: Path) -> None:
    windows = dataset.windows(WINDOWING)[0][::20]
    source, card = WindowSource(trained.model, windows), card_of_windows(dataset)
    for form in FORMATS.values():
        exported = export(source, card, form, tmp_path / form.file_name)
        assert set(exported.differences) == {"scores"}
        assert exported.difference <= form.limits.difference
        assert exported.rows == len(windows)


def test_a_network_that_core_ml_has_no_layer_for_is_told(dataset: Dataset, tmp_path: Path) -> None:
    windows = dataset.windows(WINDOWING)[0][:10]
    model = ARCHITECTURES["features"].build(WINDOWING.length_steps, dataset.series[0].x, 3)
    source, card = WindowSource(model, windows), card_of_windows(dataset)
    with pytest.raises(ModelError, match="with a layer 'Permute' is not written for Core ML"):
        export(source, card, FORMATS["mlmodel"], tmp_path / "m.mlmodel")


def card_of_windows(dataset: Dataset) -> Card:
    return Card(
        architecture="deepconvlstm",
        classes=dataset.classes,
        channels=dataset.channels,
        rate_hz=dataset.rate_hz,
        window_steps=WINDOWING.length_steps,
        delay_steps=WINDOWING.delay_steps,
        counter=CounterSettings(),
    )


class Bent:
    """Writes a text and reads it as what answers as the networks do but for one answer."""

    def __init__(self, good: Format, answer: str, by: float) -> None:
        self._good, self._answer, self._by = good, answer, by

    def write(self, source: Source, card: Card, path: Path) -> None:
        self._good.write(source, card, path)

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
    source: Source, card: Card, answer: str, by: float, tmp_path: Path
) -> None:
    place = tmp_path / "bent.tflite"
    with pytest.raises(ModelError, match=r"bent\.tflite: not written: it answers differently"):
        export(source, card, bent(answer, by), place)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_decides_differently_is_not_written(
    source: Source, card: Card, tmp_path: Path
) -> None:
    turned = Format(
        "turned",
        "turned.tflite",
        FORMATS["tflite"].write,
        lambda path: lambda inputs: _turned(FORMATS["tflite"].read(path)(inputs)),
        Limits(difference=1.0, agreement=0.97),
    )
    with pytest.raises(ModelError, match=r"it decides as the model does in .*, and 97\.0% is"):
        export(source, card, turned, tmp_path / "turned.tflite")
    assert list(tmp_path.iterdir()) == []


def _turned(told: Arrays) -> Arrays:
    return {**told, "scores": told["scores"][..., ::-1]}


def test_what_lacks_an_answer_is_not_written(source: Source, card: Card, tmp_path: Path) -> None:
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
        export(source, card, silent, tmp_path / "silent.tflite")


def test_nothing_is_replaced(source: Source, card: Card, tmp_path: Path) -> None:
    place = tmp_path / "thesis.tflite"
    place.write_text("years of work")
    with pytest.raises(UsageError, match="is there already; remove it or choose another"):
        export(source, card, FORMATS["tflite"], place)
    assert place.read_text() == "years of work"


def test_where_nothing_can_be_written_it_is_told(
    source: Source, card: Card, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match="cannot be written: "):
        export(source, card, FORMATS["tflite"], tmp_path / "file" / "m.tflite")


def test_weights_in_8_bits_make_a_smaller_file_without_another_s_figures(
    source: Source, card: Card, tmp_path: Path
) -> None:
    small, large = (
        export(source, card, FORMATS[name], tmp_path / f"{name}.tflite")
        for name in ("tflite-dynamic", "tflite")
    )
    assert large.difference <= small.difference
    assert large.agreement >= small.agreement
