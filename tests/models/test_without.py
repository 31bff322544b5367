import pytest

from models.without import without_exercises
from sessions.errors import UsageError
from sessions.frames import Phase
from tests.fakes.recordings import swinging

RECORDING = swinging("Ada", duration_s=300.0)


def test_the_sets_of_an_exercise_are_cut_out() -> None:
    parts = without_exercises([RECORDING], ["Squat"])
    assert len(parts) > 1
    assert {label.exercise for part in parts for label in part.labels} == {None, "Burpee", "Situp"}
    rows = sum(label.exercise != "Squat" for label in RECORDING.labels)
    assert rows - 2 * 120 < sum(len(part.labels) for part in parts) <= rows


def test_each_part_begins_anew_and_says_where_it_is_from() -> None:
    parts = without_exercises([RECORDING], ["Squat"])
    for part in parts:
        assert [frame.tick for frame in part.frames] == list(range(len(part.labels)))
        assert part.frames[-1].time_s == pytest.approx(part.duration_s - 0.1)
        assert part.subject == "Ada"
        assert part.duration_s >= 12.0
    assert len({part.name for part in parts}) == len(parts)
    start = int(parts[1].name.split()[-1])
    assert parts[1].frames[0].values == RECORDING.frames[start].values
    assert RECORDING.labels[start].phase is Phase.SET_BREAK


def test_a_recording_without_it_remains_whole() -> None:
    cut = without_exercises([RECORDING], ["Squat"])[0]
    assert without_exercises([cut, RECORDING], ["Squat"])[0] is cut
    short = swinging("Bob", duration_s=5.0)
    assert without_exercises([RECORDING, short], []) == [RECORDING, short]


def test_an_exercise_that_nobody_does_is_refused() -> None:
    with pytest.raises(UsageError, match="nobody does 'Lunge'; there are Burpee, Situp, Squat"):
        without_exercises([RECORDING], ["Lunge"])
