"""What is drawn is legible: the sheet sees to it that no text is cut off or in another's way."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure

from exermoted.pictures.confusion import draw_confusion
from exermoted.pictures.delays import apart, draw_delays
from exermoted.pictures.people import draw_people
from exermoted.pictures.reliability import draw_reliability
from exermoted.pictures.timeline import Run, draw_timeline, runs
from models.calibration import Bin
from models.card import Card, CounterSettings
from models.disturb import disturbed
from models.evaluation import score
from models.judging import Truth
from models.predictions import Count, Predictions
from models.truth import true_repetitions
from sessions.channels import STREAMS
from sessions.recording import Recording
from tests.fakes.drawn import texts
from tests.fakes.figures import BINS, CLASSES, PEOPLE, SCORE, figures
from tests.fakes.recordings import swinging

CARD = Card(
    architecture="none",
    classes=CLASSES,
    channels=("phone.gravity_x_g", "phone.rotation_y_rad_s"),
    rate_hz=10.0,
    window_steps=40,
    delay_steps=20,
    counter=CounterSettings(),
)


def words(figure: Figure) -> list[str]:
    return [text for text, _ in texts(figure)]


def test_a_confusion_says_shares_and_frames(sheet: Figure) -> None:
    draw_confusion(sheet, SCORE)
    said = words(sheet)
    assert {"96.0 %", "50,000", "5"} <= set(said)
    assert said.count("0") == 4
    assert "95.4 % of 88,800 frames are right; rows add up to 100 %" in said


def test_a_class_that_is_never_true_is_no_division_by_zero(sheet: Figure) -> None:
    draw_confusion(sheet, replace(SCORE, confusion=((9, 1, 0, 0), *((0,) * 4,) * 3)))
    assert "90.0 %" in words(sheet)


def test_two_classes_fit_too(sheet: Figure) -> None:
    draw_confusion(sheet, replace(SCORE, classes=CLASSES[:2], confusion=((90, 10), (5, 95))))


def test_people_stand_below_each_other_and_all_at_the_end(sheet: Figure) -> None:
    draw_people(sheet, SCORE, PEOPLE)
    said = words(sheet)
    assert [text for text in said if "sets)" in text] == [
        *(f"{name}   (161 sets)" for name in PEOPLE),
        "all   (161 sets)",
    ]
    assert {"94.4 %", "95.4 %", "+0.1 s"} <= set(said)


def test_what_is_not_known_of_anybody_is_a_dash(sheet: Figure) -> None:
    unknown = replace(SCORE, count_delay_s=None, counted_in_set_breaks_per_hour=None)
    draw_people(sheet, unknown, {"Ada": unknown})
    assert words(sheet).count("–") == 6


@pytest.mark.parametrize("bins", [BINS, (Bin(14 / 15, 1.0, 1, 0.99, 0.0),)])
def test_reliability(sheet: Figure, bins: tuple[Bin, ...]) -> None:
    draw_reliability(sheet, bins)
    assert any("expected calibration error" in text for text in words(sheet))


def test_delays(sheet: Figure) -> None:
    draw_delays(sheet, {0.0: figures(0.915), 0.5: figures(0.945), 2.0: figures(0.955)})
    assert {"91.5", "94.5", "95.5", "all", *PEOPLE} <= set(words(sheet))


@given(st.lists(st.floats(0, 100), max_size=8), st.floats(0.1, 20))
def test_names_are_moved_apart_in_their_order(values: list[float], gap: float) -> None:
    places = apart(values, gap)
    in_order = np.array(places)[np.argsort(values, kind="stable")]
    assert (np.diff(in_order) >= gap - 1e-9).all()
    assert sum(places) == pytest.approx(sum(values))


def test_names_that_are_far_enough_apart_stay() -> None:
    assert apart([3.0, 1.0, 2.0], 0.5) == [3.0, 1.0, 2.0]
    assert apart([1.0, 1.0], 0.5) == [0.75, 1.25]


def perfect(recording: Recording) -> Predictions:
    labels = tuple((x.exercise or "Break") if x.is_moving else "Break" for x in recording.labels)
    spans = true_repetitions(recording.labels)
    counts = tuple(Count(span.end - 3, span.exercise, span.end) for span in spans)
    return Predictions(labels, (None,) * len(labels), counts, (0.9,) * len(labels))


def test_a_timeline_says_what_was_counted_of_each_set(sheet: Figure) -> None:
    recording = swinging(seed=3, duration_s=90.0)
    said = perfect(recording)
    draw_timeline(sheet, recording, said, score([(Truth.of(recording), said)]), CARD)
    shown = words(sheet)
    assert "gravity\nin g" in shown
    assert "rotation\nin rad/s" in shown
    assert "acceleration\nin g" not in shown
    assert [text for text in shown if " of " in text and ":" in text] == [
        "Situp: 8 of 8",
        "Situp: 1 of 1",
    ]
    assert "score" in shown


def test_a_timeline_of_a_stranger_without_scores_and_without_signals(sheet: Figure) -> None:
    recording = disturbed(swinging(streams=STREAMS), "no-gyroscope", 1)
    rows = len(recording.labels)
    said = Predictions(("Lunge",) * rows, (None,) * rows, ())
    draw_timeline(sheet, recording, said, score([(Truth.of(recording), said)]), CARD)
    assert "score" not in words(sheet)


def test_runs_are_stretches_of_equal_labels() -> None:
    assert runs(["a", "a", "b"]) == [Run("a", 0, 2), Run("b", 2, 3)]
    assert runs([]) == []
