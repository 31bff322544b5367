from datetime import datetime, timedelta
from pathlib import Path

import pytest

from exermoted.history.historian import Historian
from exermoted.history.reading import Choice, History, Total, read_history
from tests.fakes.told import a_workout, run


def local(days_ago: int, hour: int) -> str:
    day = datetime.now().astimezone() - timedelta(days=days_ago)
    return day.replace(hour=hour, minute=0, second=0).isoformat(timespec="seconds")


def date(days_ago: int) -> str:
    return local(days_ago, 0)[:10]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Ada yesterday, Ada and Bob today, Ada nine days ago."""
    path = tmp_path / "history.sqlite3"
    with Historian(path) as historian:
        for of, sets in (
            (run(since=local(9, 12)), {"Squat": 9}),
            (run(since=local(1, 23)), {"Squat": 5, "Burpee": 4}),
            (run(since=local(0, 0)), {"Squat": 3}),
            (run(subject="Bob", since=local(0, 0)), {"Situp": 7}),
        ):
            for message in a_workout(of, sets):
                historian.take(message)
    return path


def test_workouts_come_newest_first_and_totals_by_day(path: Path) -> None:
    history = read_history(path)
    assert [w.subject for w in history.workouts] == ["Bob", "Ada", "Ada", "Ada"]
    assert history.totals == (
        Total(day=date(9), exercise="Squat", repetitions=9),
        Total(day=date(1), exercise="Burpee", repetitions=4),
        Total(day=date(1), exercise="Squat", repetitions=5),
        Total(day=date(0), exercise="Situp", repetitions=7),
        Total(day=date(0), exercise="Squat", repetitions=3),
    )


@pytest.mark.parametrize(("days", "workouts"), [(1, 2), (2, 3), (9, 3), (10, 4)])
def test_the_last_days_include_today_as_a_whole(path: Path, days: int, workouts: int) -> None:
    assert len(read_history(path, Choice(days=days)).workouts) == workouts


def test_a_workout_over_midnight_is_of_both_days(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite3"
    before = datetime.fromisoformat(local(0, 0)) - timedelta(seconds=5)
    with Historian(path) as historian:
        for message in a_workout(run(since=before.isoformat()), {"Squat": 4}):
            historian.take(message)
    yesterdays, todays = (
        Total(day=date(1), exercise="Squat", repetitions=2),
        Total(day=date(0), exercise="Squat", repetitions=2),
    )
    assert read_history(path, Choice(days=2)).totals == (yesterdays, todays)
    today = read_history(path, Choice(days=1))
    assert (len(today.workouts), today.totals) == (1, (todays,))


def test_one_person_alone_whatever_the_case_of_the_name(path: Path) -> None:
    history = read_history(path, Choice(subject="bOB"))
    assert [w.subject for w in history.workouts] == ["Bob"]
    assert [total.repetitions for total in history.totals] == [7]


def test_one_exercise_alone_in_the_workouts_that_have_it(path: Path) -> None:
    history = read_history(path, Choice(exercise="burpee"))
    (workout,) = history.workouts
    assert [each.exercise for each in workout.sets] == ["Burpee"]
    assert workout.repetitions == 4
    assert [(total.exercise, total.repetitions) for total in history.totals] == [("Burpee", 4)]


def test_a_workout_without_a_set_is_there(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite3"
    with Historian(path) as historian:
        for message in a_workout(run(), {}):
            historian.take(message)
    (workout,) = read_history(path).workouts
    assert (workout.repetitions, workout.sets) == (0, ())


def test_nothing_has_been_written_yet(tmp_path: Path) -> None:
    assert read_history(tmp_path / "history.sqlite3") == History()
