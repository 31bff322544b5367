from dataclasses import replace
from pathlib import Path

import pytest

from exermoted.report.contents import gather
from models.predictions import Count
from sessions.channels import PHONE, inertial, nearable
from sessions.errors import DataError, ModelError
from sessions.folder import FRAMES_NAME, PARTIAL_NAME
from sessions.importing import write_recording
from tests.fakes.recordings import swinging
from tests.fakes.two_answers import write_two_answers


def test_a_panel_for_each_quantity_that_has_axes(tmp_path: Path) -> None:
    streams = (PHONE, nearable("chest"), inertial("belly", stale_s=0.5))
    folder = write_recording(swinging(duration_s=10.0, streams=streams), tmp_path, [])
    assert [(panel.title, panel.unit) for panel in gather(folder, "packaged").panels] == [
        ("phone: gravity", "g"),
        ("phone: acceleration", "g"),
        ("phone: rotation", "rad/s"),
        ("chest: acceleration", "g"),
        ("belly: acceleration", "g"),
        ("belly: rotation", "rad/s"),
    ]


def test_what_the_model_says_is_in_it(session: Path) -> None:
    report = gather(session, "packaged")
    assert report.silence is None
    assert report.recognised is not None
    assert report.recognised.score is not None
    assert not report.recognised.knows_subject
    assert all(0 < (activity.score or 0) <= 1 for activity in report.recognised.activities)


def test_an_exercise_that_is_only_counted_is_one_of_the_exercises(session: Path) -> None:
    report = gather(session, "packaged")
    assert report.recognised is not None
    counted = replace(report.recognised, counts=(Count(30, "Lunge", 40),))
    assert "Lunge" in replace(report, recognised=counted).exercises


def test_a_recording_without_the_models_channels_is_still_reported(tmp_path: Path) -> None:
    folder = write_recording(swinging(streams=(nearable("chest"),)), tmp_path, [])
    report = gather(folder, "packaged")
    assert report.recognised is None
    assert str(report.silence).startswith("the model needs phone.gravity_x_g")
    assert report.sets.rows[0].counted is None


def test_one_that_is_shorter_than_a_window_is_still_reported(tmp_path: Path) -> None:
    folder = write_recording(swinging(duration_s=3.0), tmp_path, [])
    report = gather(folder, "packaged")
    assert report.silence == "the recording is shorter than the model's window of 6.3 s"


@pytest.mark.train
def test_one_that_is_too_short_to_be_scored_is_still_recognised(tmp_path: Path) -> None:
    tensorflow = pytest.importorskip("tensorflow", reason="needs the train extra")
    model = str(write_two_answers(tmp_path / "model", tensorflow))
    report = gather(write_recording(swinging(duration_s=3.0), tmp_path, []), model)
    assert report.recognised is not None
    assert report.recognised.score is None


def test_one_that_is_not_finished_is_told(session: Path) -> None:
    (session / FRAMES_NAME).rename(session / PARTIAL_NAME)
    with pytest.raises(DataError, match="is not finished"):
        gather(session, "packaged")


def test_a_model_that_is_not_there_is_told(session: Path) -> None:
    with pytest.raises(ModelError, match="neither a model folder"):
        gather(session, "nothing")


def test_a_public_recording(public: Path) -> None:
    report = gather(public / "2017-04-27 21-33-53 Individual 1.csv", "packaged")
    assert [(row.exercise, row.asked, row.counted) for row in report.sets.rows] == [
        ("Situp", 7, 7),
        ("Burpee", 10, 10),
        ("Burpee", 10, 10),
        ("Squat", 10, 10),
    ]
    assert (report.info, report.arrivals, len(report.panels)) == (None, (), 9)
    assert report.recognised is not None
    assert report.recognised.knows_subject
