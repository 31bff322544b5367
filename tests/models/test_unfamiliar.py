import pytest

from models.card import BREAK, UNKNOWN
from models.judging import Said
from models.predictions import PredictionsBuilder
from models.unfamiliar import Told, unfamiliar
from sessions.frames import SET_BREAK, Label, Phase
from tests.fakes.truths import truth_of

BREAK_ROWS, SET_ROWS = 40, 60
"""A recording is a set break, a set of two lunges, a set break, a set of two squats."""


def done(exercise: str, number: int) -> list[Label]:
    return [
        Label(phase, exercise, number, repetition)
        for repetition in (1, 2)
        for phase in (Phase.FIRST_HALF, Phase.SECOND_HALF)
        for _ in range(SET_ROWS // 4)
    ]


LABELS = [SET_BREAK] * BREAK_ROWS + done("Lunge", 1) + [SET_BREAK] * BREAK_ROWS + done("Squat", 2)
LUNGES, AFTER, SQUATS = BREAK_ROWS, BREAK_ROWS + SET_ROWS, 2 * BREAK_ROWS + SET_ROWS


def said(runs: list[tuple[int, str]], counts: dict[int, str] | None = None) -> Said:
    """What is told in runs, and what is counted at which row."""
    builder = PredictionsBuilder(len(LABELS))
    told = [activity for rows, activity in runs for _ in range(rows)]
    for row, activity in enumerate(told):
        builder.tell(row, activity)
    for row, exercise in (counts or {}).items():
        builder.count(row, exercise, row)
    assert len(told) == len(LABELS)
    return truth_of(LABELS), builder.build()


ATTENTIVE = said(
    [
        (BREAK_ROWS + 12, BREAK),
        (SET_ROWS - 12 + 10, UNKNOWN),
        (BREAK_ROWS - 10, BREAK),
        (SET_ROWS, "Squat"),
    ],
    {LUNGES + 10: "Squat", SQUATS + 20: "Squat", SQUATS + 50: "Squat"},
)


def test_what_an_unknown_exercise_is_told_and_counted_as() -> None:
    figures = unfamiliar([ATTENTIVE], (BREAK, "Squat"))
    assert figures is not None
    assert figures.exercises == {
        "Lunge": Told(
            stretches=1,
            repetitions=2,
            counted=1,
            told_exercise=0.0,
            told_break=12 / 60,
            told_unknown=48 / 60,
            noticed=1,
            noticed_s=1.2,
        )
    }


def test_what_is_told_beside_it() -> None:
    figures = unfamiliar([ATTENTIVE, ATTENTIVE], (BREAK, "Squat"))
    assert figures is not None
    assert figures.known is not None
    assert (figures.known.counted, figures.known.told_exercise) == (4, 1.0)
    assert figures.set_breaks is not None
    assert (figures.set_breaks.stretches, figures.set_breaks.told_unknown) == (2, 0.0)
    assert figures.set_breaks_after is not None
    assert figures.set_breaks_after.told_unknown == pytest.approx(0.25)


def test_there_is_nothing_to_say_where_all_is_known_and_never_told_otherwise() -> None:
    calm = said([(len(LABELS), BREAK)])
    classes = (BREAK, "Lunge", "Squat")
    assert unfamiliar([calm], classes) is None
    assert unfamiliar([ATTENTIVE], classes) is not None


def test_where_nothing_is_told_yet_does_not_count() -> None:
    late = said([(LUNGES + 30, ""), (len(LABELS) - LUNGES - 30, BREAK)])
    figures = unfamiliar([late], (BREAK, "Squat"))
    assert figures is not None
    assert figures.exercises["Lunge"].told_break == 1.0
    assert figures.exercises["Lunge"].noticed_s is None
