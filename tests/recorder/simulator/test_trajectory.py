from pathlib import Path

import numpy as np
import pytest

from recorder.simulator.athlete import RATE_HZ, Athlete
from recorder.simulator.population import GRAVITY, PLACE, STANDING, packaged_population
from recorder.simulator.timeline import Part
from recorder.simulator.trajectory import read_trajectory
from sessions.errors import DataError
from sessions.exercises import Exercise, Exercises
from sessions.frames import Phase
from sessions.script import generate

LUNGE = """
exercise: Lunge
first_half:
  phone.gravity: [[0, -2, 0], [0, -1, -1], [0, 0, -1]]
  left_foot.acceleration: [[0, -1, 0], [0, -0.8, 0.6]]
"""


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "lunge.yaml"
    path.write_text(text)
    return path


def test_a_movement_goes_through_the_poses_told_and_back(tmp_path: Path) -> None:
    curve = read_trajectory(written(tmp_path, LUNGE))["Lunge"].curves[0]
    first, second = curve[Part.FIRST_HALF.value], curve[Part.SECOND_HALF.value]
    assert first[0, GRAVITY] == pytest.approx([0, -1, 0])
    assert first[-1, GRAVITY] == pytest.approx([0, 0, -1])
    assert second[-1, GRAVITY] == pytest.approx([0, -1, 0])
    assert first[-1, PLACE["left_foot"]] == pytest.approx([0, -0.8, 0.6])
    assert first[-1, PLACE["belly"]] == pytest.approx(STANDING[PLACE["belly"]])


def test_a_second_half_of_its_own_is_followed(tmp_path: Path) -> None:
    own = LUNGE + "second_half:\n  phone.gravity: [[0, 0, -1], [-1, 0, 0]]\n"
    curve = read_trajectory(written(tmp_path, own))["Lunge"].curves[0]
    assert curve[Part.SECOND_HALF.value][-1, GRAVITY] == pytest.approx([-1, 0, 0])


def test_between_sets_the_athlete_stands(tmp_path: Path) -> None:
    curve = read_trajectory(written(tmp_path, LUNGE))["Lunge"].curves[0]
    assert curve[Part.LEAVE.value][-1] == pytest.approx(STANDING)
    assert curve[Part.APPROACH.value][0] == pytest.approx(STANDING)


def test_an_athlete_does_an_exercise_of_the_users_own(tmp_path: Path) -> None:
    lunge = Exercise(name="Lunge", spoken="lunges", shortest_s=3, longest_s=3)
    script = generate(Exercises(exercises=(lunge,)), seed=1, duration_s=60.0)
    taught = packaged_population().taught(read_trajectory(written(tmp_path, LUNGE)))
    gravity = Athlete(taught, seed=1, lag_s=0.0).perform(script).gravity_g
    turns = [s.end_s for s in script.segments if s.label.phase is Phase.FIRST_HALF]
    starts = [s.start_s for s in script.segments if s.label.phase is Phase.FIRST_HALF]
    moved = [
        gravity[round(turn * RATE_HZ), 2] - gravity[round(start * RATE_HZ), 2]
        for start, turn in zip(starts, turns, strict=True)
    ]
    assert np.mean(moved) == pytest.approx(-0.9, abs=0.3)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("exercise: Lunge", "first_half"),
        (LUNGE.replace("phone.gravity", "phone.gravitas"), "'phone.gravitas' is not one of"),
        (LUNGE.replace("[0, -2, 0]", "[0, 0, 0]"), "points nowhere"),
        (LUNGE.replace("[0, -2, 0]", "[0, .nan, 0]"), "no finite number"),
        (LUNGE.replace("[0, -2, 0]", "[0, 1]"), r"\$.first_half"),
        (LUNGE + "speed: 3\n", "speed"),
        ("[", "is not a trajectory"),
    ],
)
def test_what_cannot_be_followed_is_refused_and_why(tmp_path: Path, text: str, what: str) -> None:
    with pytest.raises(DataError, match=what):
        read_trajectory(written(tmp_path, text))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot be read"):
        read_trajectory(tmp_path / "none.yaml")
