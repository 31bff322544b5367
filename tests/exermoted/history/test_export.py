import csv
import io

from exermoted.history.export import history_csv
from exermoted.history.reading import History, Workout, WorkoutSet

WORKOUT = Workout(
    kind="live",
    subject="=HYPERLINK(1)",
    source="sim",
    session=None,
    started="2026-11-24T10:00:00.000Z",
    ended=None,
    state="running",
    repetitions=5,
    sets=(
        WorkoutSet(number=1, exercise="Squat", repetitions=5, started="2026-11-24T10:00:02.000Z"),
    ),
)


def rows(history: History) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(history_csv(history), newline="")))


def test_there_is_a_row_per_set() -> None:
    (row,) = rows(History(workouts=(WORKOUT,)))
    assert (row["exercise"], row["repetitions"], row["ended"]) == ("Squat", "5", "")


def test_a_name_is_no_formula() -> None:
    assert rows(History(workouts=(WORKOUT,)))[0]["subject"] == "'=HYPERLINK(1)"


def test_nothing_is_a_header_alone() -> None:
    assert history_csv(History()).startswith("started,ended,kind,subject,")
    assert rows(History()) == []
