import shutil
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from exermoted.judging import Judged, Models, answering, figures_by_delay_s, figures_of
from exermoted.packaged import find_model
from inference.engine import TFLiteEngine
from models.card import read_card, write_card
from models.predictions import Predictions
from sessions.errors import DataError, ModelError, UsageError
from tests.fakes.recordings import swinging

RECORDING = swinging("Ada", duration_s=20.0)


def model(folder: Path, **changes: object) -> Path:
    """The packaged model with another card."""
    shutil.copytree(find_model("packaged"), folder)
    write_card(msgspec.structs.replace(read_card(folder), **changes), folder)
    return folder


def judged(subject: str, labels: tuple[str, ...] | None = None) -> Judged:
    recording = swinging(subject, duration_s=20.0)
    rows = len(recording.labels)
    said = Predictions(labels or ("Break",) * rows, (None,) * rows, ())
    return Judged(recording.path, subject, recording.labels, said)


def test_one_model_is_for_everybody() -> None:
    models = Models("packaged")
    assert models.engine(RECORDING).card == models.card
    assert models.engine(swinging("Individual 1")).card == models.card


def test_of_several_models_the_one_is_asked_that_has_not_seen_the_person(tmp_path: Path) -> None:
    for name in ("Ada", "Bob"):
        model(tmp_path / name, held_out=(name,), seed=len(name))
    models = Models(str(tmp_path))
    assert models.engine(RECORDING).card.held_out == ("Ada",)
    with pytest.raises(ModelError, match="none of the models there has left 'Cy' out"):
        models.engine(swinging("Cy"))


def test_models_that_answer_different_questions_are_no_family(tmp_path: Path) -> None:
    model(tmp_path / "a")
    model(tmp_path / "b", delay_steps=10)
    with pytest.raises(ModelError, match="differ in classes, rate or delays"):
        Models(str(tmp_path))


def test_a_folder_without_any_model_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="neither a model folder nor a packaged model"):
        Models(str(tmp_path / "nothing"))


def test_another_answer_is_told_and_counting_remains(tmp_path: Path) -> None:
    engine = TFLiteEngine(model(tmp_path / "a", delays_steps=(20, 5)))
    sooner = answering(engine, 0.5)
    assert sooner.card.delay_steps == 5
    assert sooner.card.counter_delay_steps == engine.card.counter_delay_steps == 20
    assert engine.card.delay_steps == 20


def test_an_answer_that_is_not_given_is_refused() -> None:
    with pytest.raises(UsageError, match=r"the model answers after 2 s, not after 0\.3 s"):
        Models("packaged", 0.3)


def test_a_recording_is_judged_as_it_would_go_live() -> None:
    found = Models("packaged").judge(RECORDING)
    assert (found.subject, found.path) == ("Ada", RECORDING.path)
    assert found.said.label_decided[19] == 39
    assert found.said.score(19) is not None
    assert found.by_delay_s == {}


def test_a_model_with_one_answer_has_no_other() -> None:
    assert Models("packaged").judge(RECORDING, every_delay=True).by_delay_s == {}
    assert figures_by_delay_s([judged("Ada")], 10.0) == {}


def test_figures_of_everyone_and_of_each() -> None:
    figures = figures_of([judged("Bob"), judged("Ada"), judged("Bob")], 10.0)
    assert figures.everyone.recordings == 3
    assert {name: its.recordings for name, its in figures.people.items()} == {"Ada": 1, "Bob": 2}
    assert list(figures.people) == ["Ada", "Bob"]


def test_who_cannot_be_scored_is_left_out() -> None:
    short = replace(judged("Cy"), labels=RECORDING.labels[:30])
    short = replace(short, said=Predictions(("Break",) * 30, (None,) * 30, ()))
    assert list(figures_of([judged("Ada"), short], 10.0).people) == ["Ada"]
    with pytest.raises(DataError, match="long enough"):
        figures_of([short], 10.0)


def test_figures_of_each_answer_the_soonest_first() -> None:
    one = judged("Ada")
    wrong = replace(one.said, labels=("Squat",) * len(one.labels))
    several = replace(one, by_delay_s={2.0: one.said, 0.5: wrong})
    found = figures_by_delay_s([several], 10.0)
    assert list(found) == [0.5, 2.0]
    assert found[2.0] == figures_of([one], 10.0)
    assert found[0.5].everyone.accuracy < found[2.0].everyone.accuracy
