import pytest

from models.card import BREAK, UNKNOWN
from models.movements import SetsCounted, movements_counted
from models.predictions import Predictions, PredictionsBuilder
from sessions.frames import SET_BREAK, Label, Phase
from tests.fakes.truths import truth_of


def done(exercise: str, number: int, repetitions: int) -> list[Label]:
    return [
        Label(phase, exercise, number, repetition)
        for repetition in range(repetitions)
        for phase in (Phase.FIRST_HALF, Phase.SECOND_HALF)
        for _ in range(15)
    ]


BREAK_ROWS = [SET_BREAK] * 300
TRUTH = truth_of([*BREAK_ROWS, *done("Lunge", 1, 3), *BREAK_ROWS, *done("Squat", 2, 2)])


def said(*rows: int) -> Predictions:
    builder = PredictionsBuilder(len(TRUTH.names))
    for row in rows:
        builder.move(row, UNKNOWN, row + 10)
    return builder.build()


def test_counts_belong_to_the_set_in_which_they_are() -> None:
    pairs = [(TRUTH, said(310, 340, 370)), (TRUTH, said(310)), (TRUTH, said(50, 700))]
    figures = movements_counted(pairs, (BREAK, "Squat"))
    assert figures.exercises == {"Lunge": SetsCounted(3, 9, 4, 1 / 3, 1 / 3, 5 / 3)}
    assert (figures.in_known_sets, figures.known_sets) == (1, 3)
    assert figures.in_set_breaks == 1
    assert figures.in_set_breaks_per_minute == pytest.approx(1 / 3)


def test_without_a_set_break_there_is_no_share_of_its_time() -> None:
    figures = movements_counted([], (BREAK,))
    assert figures.exercises == {}
    assert figures.in_set_breaks_per_minute is None
