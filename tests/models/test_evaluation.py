import dataclasses
import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from models.evaluation import reliability_of, score
from models.judging import Truth
from models.predictions import (
    Count,
    Predictions,
    PredictionsBuilder,
    read_predictions,
    write_predictions,
)
from sessions.exermote import read_exermote
from sessions.frames import SET_BREAK, Label, Phase
from sessions.recording import Recording
from tests.fakes.truths import truth_of


def squat(repetition: int) -> list[Label]:
    halves = (Phase.FIRST_HALF, Phase.SECOND_HALF)
    moving = [Label(half, "Squat", 1, repetition) for half in halves for _ in range(10)]
    return moving + [Label(Phase.BREAK, "Squat", 1, repetition)] * 10


LABELS = [SET_BREAK] * 50 + squat(1) + squat(2) + [SET_BREAK] * 50
TRUTH = truth_of(LABELS, {"Squat": 0.2})


def said(counts: tuple[Count, ...] = (), labels: tuple[str, ...] = ("Break",) * 160) -> Predictions:
    return Predictions(labels, (None,) * len(labels), counts)


def test_a_perfect_count() -> None:
    figures = score([(TRUTH, said((Count(60, "Squat", 80), Count(90, "Squat", 105))))])
    assert (figures.sets_exact, figures.mean_absolute_error_per_set) == (1.0, 0.0)
    assert (figures.repetition_precision, figures.repetition_recall) == (1.0, 1.0)
    assert figures.count_delay_s is not None
    assert figures.count_delay_s.median == pytest.approx(0.75)


def test_counts_elsewhere_and_of_another_exercise() -> None:
    counts = (Count(10, "Squat", None), Count(60, "Situp", None), Count(90, "Squat", None))
    figures = score([(TRUTH, said(counts))])
    assert figures.counted_in_set_breaks == 1
    assert figures.counted_in_set_breaks_per_hour == pytest.approx(3600 / 10)
    assert figures.wrong_exercise == 1
    assert figures.sets_within_one == 1.0
    assert figures.count_delay_s is None


def test_what_is_trimmed_off_a_repetition_counts_as_a_break() -> None:
    perfect = tuple("Squat" if x.is_moving else "Break" for x in LABELS)
    figures = score([(TRUTH, said(labels=perfect))])
    assert figures.confusion[0][1] == 8
    assert figures.accuracy == pytest.approx(1 - 8 / 120)


def test_without_a_set_break_nothing_is_told_of_them() -> None:
    moving = [label for label in LABELS if label.phase is not Phase.SET_BREAK]
    figures = score([(truth_of(moving), said(labels=("Break",) * len(moving)))])
    assert figures.counted_in_set_breaks_per_hour is None


def test_scores_are_held_against_what_was_right() -> None:
    labels = tuple("Squat" if x.is_moving else "Break" for x in LABELS)
    told = Predictions(labels, (None,) * 160, (), (None,) * 40 + (0.9,) * 120)
    figures = score([(TRUTH, told)])
    (only,) = reliability_of([(TRUTH, told)])
    assert only.rows == 120 - 21
    assert only.score == pytest.approx(0.9)
    assert only.accuracy == pytest.approx(1 - 8 / 99)
    assert figures.expected_calibration_error == pytest.approx(91 / 99 - 0.9)


def test_without_scores_no_calibration_is_told() -> None:
    assert score([(TRUTH, said())]).expected_calibration_error is None
    assert reliability_of([(TRUTH, said())]) == ()


def test_rows_do_not_match() -> None:
    with pytest.raises(ValueError, match="160 predictions for 40 frames"):
        score([(truth_of(LABELS[:40]), said())])


def test_nothing_to_score() -> None:
    with pytest.raises(ValueError, match="long enough"):
        score([])


def test_predictions_are_written_and_read_back(tmp_path: Path) -> None:
    builder = PredictionsBuilder(4)
    builder.label(1, "Squat", 3, 0.75)
    builder.count(2, "Squat", 3)
    builder.count(2, "Situp", 3)
    write_predictions(builder.build(), tmp_path / "p.csv")
    assert (tmp_path / "p.csv").read_text().splitlines() == [
        "label,label_decided,rep,decided,score",
        "Break,,,,",
        "Squat,3,,,0.7500",
        "Break,,Squat+Situp,3,",
        "Break,,,,",
    ]
    assert read_predictions(tmp_path / "p.csv") == builder.build()


def test_predictions_without_a_score_are_read_too(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("label,label_decided,rep,decided\nSquat,3,,\n")
    read = read_predictions(tmp_path / "p.csv")
    assert read == Predictions(("Squat",), (3,), ())
    assert read.score(0) is None


def made_up(recording: Recording, seed: int) -> Predictions:
    """Predictions that are right, wrong, early, late and double, at random."""
    draw = random.Random(seed)
    builder = PredictionsBuilder(len(recording.labels))
    names = ("Break", "Burpee", "Situp", "Squat")
    for row, label in enumerate(recording.labels[:-20]):
        true = (label.exercise or "Break") if label.is_moving else "Break"
        told = true if draw.random() < 0.9 else draw.choice(names)
        builder.label(row, told, row + 20, draw.random())
        if draw.random() < 0.02:
            builder.count(row, true if true != "Break" else draw.choice(names[1:]), row + 20)
    return builder.build()


def test_the_figures_are_those_of_the_judge(shared: Path, public: Path, tmp_path: Path) -> None:
    pairs = []
    for seed, path in enumerate(sorted(public.glob("*.csv"))[::8]):
        recording = read_exermote(path)
        write_predictions(made_up(recording, seed), tmp_path / path.name)
        pairs.append((Truth.of(recording), read_predictions(tmp_path / path.name)))
    judge = [
        sys.executable,
        str(shared / "judge" / "judge.py"),
        str(public),
        str(tmp_path),
        "--json",
    ]
    ran = subprocess.run(judge, capture_output=True, check=True)
    theirs = json.loads(ran.stdout)
    ours = json.loads(json.dumps(dataclasses.asdict(score(pairs))))
    assert ours.pop("classes") == ["Break", "Burpee", "Situp", "Squat"]
    assert theirs["counted_in_set_breaks"] > 0
    assert theirs["wrong_exercise"] > 0
    assert ours.pop("confusion") == theirs.pop("confusion")
    for name, value in theirs.items():
        assert ours[name] == pytest.approx(value), name
