"""The history as CSV."""

from collections.abc import Iterator

from exermoted.csvcells import Cell, csv_text
from exermoted.history.reading import History

HEADER = (
    *("started", "ended", "kind", "subject", "source", "session", "state"),
    *("set", "exercise", "repetitions", "set_started"),
)


def history_csv(history: History) -> str:
    """Returns a row per set; a workout without one has a row of its own. Times are UTC."""
    return csv_text(HEADER, _rows(history))


def _rows(history: History) -> Iterator[tuple[Cell, ...]]:
    for workout in history.workouts:
        head = (
            *(workout.started, workout.ended, workout.kind, workout.subject),
            *(workout.source, workout.session, workout.state),
        )
        for each in workout.sets:
            yield (*head, each.number, each.exercise, each.repetitions, each.started)
        if not workout.sets:
            yield (*head, None, None, 0, None)
