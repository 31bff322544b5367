import shutil
from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np
import pytest

from exermoted.judging import Judged, Models, answering, figures_by_delay_s, figures_of, judge
from exermoted.packaged import find_model
from inference.engine import Arrays, TFLiteEngine
from models.card import read_card, write_card
from models.judging import Truth
from models.predictions import Predictions
from sessions.channels import PHONE, Stream
from sessions.errors import DataError, ModelError, UsageError
from sessions.frames import SET_BREAK, Label, Phase
from sessions.recording import Recording
from tests.fakes.engines import ThresholdEngine
from tests.fakes.recordings import swinging
from tests.fakes.truths import truth_of
from tests.fakes.two_answers import two_answers_card
from tests.fakes.upright import COLUMNS, UprightEngine, frames, workout, worn

RECORDING = swinging("Ada", duration_s=20.0)


def model(folder: Path, **changes: object) -> Path:
    """The packaged model with another card."""
    shutil.copytree(find_model("packaged"), folder)
    write_card(msgspec.structs.replace(read_card(folder), **changes), folder)
    return folder


class TwoAnswers(ThresholdEngine):
    """Answers of the latest frame and, surer of itself, of the one two before it."""

    def __init__(self) -> None:
        super().__init__(two_answers_card())

    def run(self, inputs: Arrays) -> Arrays:
        windows = inputs["window"]
        is_squat = windows[:, [-1, -3], :1] > 0.5
        return {"scores": np.where(is_squat, [0.1, 0.9], [0.8, 0.2]).astype(np.float32)}


def worn_upright() -> Recording:
    """Somebody who stands for two seconds and then does squats."""
    rows = worn(workout(moving_s=20.0), np.eye(3))
    moving = [
        Label((Phase.FIRST_HALF, Phase.SECOND_HALF)[row % 25 >= 12], "Squat", 1, row // 25 + 1)
        for row in range(len(rows) - 20)
    ]
    channels = {channel.column: channel for channel in PHONE.channels}
    stream = Stream("phone", tuple(channels[column] for column in COLUMNS), 1.0)
    labels = [SET_BREAK] * 20 + moving
    return Recording(Path("worn.csv"), "Ada", 10.0, (stream,), frames(rows), labels)


def judged(subject: str, labels: tuple[str, ...] | None = None) -> Judged:
    recording = swinging(subject, duration_s=20.0)
    rows = len(recording.labels)
    said = Predictions(labels or ("Break",) * rows, (None,) * rows, ())
    return Judged(recording.path, subject, Truth.of(recording), said)


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


def test_what_is_told_of_an_exercise_that_the_model_does_not_know() -> None:
    long = swinging("Ada", duration_s=120.0)
    done = {label.exercise for label in long.labels if label.exercise}
    assert len(done) > 1
    found = judge(ThresholdEngine(), long)
    unfamiliar = figures_of([found]).unfamiliar
    assert unfamiliar is not None
    assert set(unfamiliar.exercises) == done - {"Squat"}
    knows_all = replace(found, classes=("Break", *done))
    assert figures_of([knows_all]).unfamiliar is None


def test_models_that_answer_different_questions_are_no_family(tmp_path: Path) -> None:
    model(tmp_path / "a")
    model(tmp_path / "b", delay_steps=10)
    with pytest.raises(ModelError, match="differ in classes, rate or delays"):
        Models(str(tmp_path))


def test_a_folder_without_any_model_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="neither a model folder nor a packaged model"):
        Models(str(tmp_path / "nothing"))


def test_another_answer_is_told_and_counting_remains() -> None:
    engine = TwoAnswers()
    sooner = answering(engine, 0.0)
    assert sooner.card.delay_steps == 0
    assert sooner.card.counter_delay_steps == engine.card.counter_delay_steps == 2
    assert answering(engine, 0.2).card.delay_steps == engine.card.delay_steps == 2


def test_an_answer_that_is_not_given_is_refused() -> None:
    with pytest.raises(UsageError, match=r"after 0\.5, 1, 2 s, not after 0\.3 s"):
        Models("packaged", 0.3)


def test_a_recording_is_judged_as_it_would_go_live() -> None:
    found = judge(TFLiteEngine(find_model("packaged")), RECORDING)
    assert (found.subject, found.path) == ("Ada", RECORDING.path)
    assert found.said.label_decided[42] == 62
    assert found.said.score(42) is not None
    assert (found.by_delay_s, found.settled_again) == ({}, None)
    assert found.settled is not None


def test_each_answer_is_told_as_late_as_it_is_given() -> None:
    found = judge(TwoAnswers(), RECORDING, every_delay=True)
    assert list(found.by_delay_s) == [0.0, 0.2]
    assert found.by_delay_s[0.2] == found.said
    assert found.by_delay_s[0.0].label_decided[9] == 9
    assert found.by_delay_s[0.0].labels[3:18] == found.said.labels[3:18]


def test_a_model_with_one_answer_has_no_other() -> None:
    assert judge(ThresholdEngine(), RECORDING, every_delay=True).by_delay_s == {}
    assert figures_by_delay_s([judged("Ada")]) == {}


@pytest.mark.parametrize("is_remounted", [False, True])
def test_it_is_told_how_soon_the_mounting_was_known(is_remounted: bool) -> None:
    found = judge(UprightEngine(), worn_upright(), is_remounted=is_remounted)
    assert found.settled is not None
    assert found.settled.known_s is not None
    assert found.settled.right_s == found.settled.known_s > 0
    assert (found.settled_again is not None) is is_remounted
    figures = figures_of([found])
    assert figures.mounting is not None
    assert figures.mounting.known.worst_s == found.settled.known_s
    assert (figures.remounting is not None) is is_remounted


def test_figures_of_everyone_and_of_each() -> None:
    figures = figures_of([judged("Bob"), judged("Ada"), judged("Bob")])
    assert figures.everyone.recordings == 3
    assert {name: its.recordings for name, its in figures.people.items()} == {"Ada": 1, "Bob": 2}
    assert list(figures.people) == ["Ada", "Bob"]


def test_who_cannot_be_scored_is_left_out() -> None:
    short = replace(judged("Cy"), truth=truth_of(RECORDING.labels[:30]))
    short = replace(short, said=Predictions(("Break",) * 30, (None,) * 30, ()))
    assert list(figures_of([judged("Ada"), short]).people) == ["Ada"]
    with pytest.raises(DataError, match="long enough"):
        figures_of([short])


def test_figures_of_each_answer_the_soonest_first() -> None:
    one = judged("Ada")
    wrong = replace(one.said, labels=("Squat",) * len(one.truth.names))
    several = replace(one, by_delay_s={2.0: one.said, 0.5: wrong})
    found = figures_by_delay_s([several])
    assert list(found) == [0.5, 2.0]
    assert found[2.0] == figures_of([one])
    assert found[0.5].everyone.accuracy < found[2.0].everyone.accuracy
