from pathlib import Path

import pytest

from sessions.errors import DataError
from sessions.exercises import load_exercises

LUNGE = """\
exercises:
  - name: Lunge
    spoken: lunges
    shortest_s: 2.0
    longest_s: 3.2
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "exercises.yaml"
    path.write_text(text)
    return path


def test_three_exercises_are_built_in() -> None:
    assert [e.name for e in load_exercises().exercises] == ["Burpee", "Situp", "Squat"]


def test_the_ends_of_a_repetition_are_trimmed_where_an_exercise_says_so(tmp_path: Path) -> None:
    assert load_exercises().trimmed_s == {"Squat": 0.2}
    loaded = load_exercises(written(tmp_path, LUNGE + "    trimmed_s: 0.1\n"))
    assert loaded.trimmed_s == {"Squat": 0.2, "Lunge": 0.1}


def test_a_file_of_the_users_adds_an_exercise(tmp_path: Path) -> None:
    loaded = load_exercises(written(tmp_path, LUNGE))
    assert [e.name for e in loaded.exercises] == ["Burpee", "Situp", "Squat", "Lunge"]


def test_the_same_name_replaces(tmp_path: Path) -> None:
    loaded = load_exercises(written(tmp_path, LUNGE.replace("Lunge", "Squat")))
    assert [e.spoken for e in loaded.exercises] == ["burpees", "sit-ups", "lunges"]


def test_the_built_in_ones_can_be_left_out(tmp_path: Path) -> None:
    loaded = load_exercises(written(tmp_path, LUNGE + "keep_builtin: false\n"))
    assert [e.name for e in loaded.exercises] == ["Lunge"]


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (("shortest_s: 2.0", "shortest_s: 4.0"), "4 is above 3.2"),
        (("shortest_s: 2.0", "shortest_s: fast"), r"shortest_s"),
        (("shortest_s: 2.0", "shortest_s: -1"), r"shortest_s"),
        (("name: Lunge", "name: ../Lunge"), r"name"),
        (("name: Lunge", "name: 'a,b'"), r"name"),
        (("name: Lunge", "name: Break"), r"choose another name"),
        (("spoken: lunges", "speaks: lunges"), r"speaks"),
        ((LUNGE, "exercises: []"), r"no exercises"),
        ((LUNGE, "- 1"), r"not a list of exercises"),
        ((LUNGE, "a: [b"), r"not a list of exercises"),
    ],
)
def test_what_cannot_be_is_named_with_its_place(
    tmp_path: Path, change: tuple[str, str], complaint: str
) -> None:
    path = written(tmp_path, LUNGE.replace(*change))
    with pytest.raises(DataError, match=complaint) as caught:
        load_exercises(path)
    assert str(path) in str(caught.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot be read"):
        load_exercises(tmp_path / "none.yaml")
