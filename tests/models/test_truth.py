from models.truth import Span, true_repetitions, true_sets
from sessions.frames import SET_BREAK, Label, Phase


def squat(repetition: int) -> list[Label]:
    halves = (Phase.FIRST_HALF, Phase.SECOND_HALF)
    moving = [Label(half, "Squat", 1, repetition) for half in halves for _ in range(10)]
    return moving + [Label(Phase.BREAK, "Squat", 1, repetition)] * 10


LABELS = [SET_BREAK] * 50 + squat(1) + squat(2) + [SET_BREAK] * 50


def test_sets_and_repetitions_are_found() -> None:
    repetitions = true_repetitions(LABELS)
    assert repetitions == [Span("Squat", 50, 70), Span("Squat", 80, 100)]
    assert true_sets(LABELS, repetitions) == [Span("Squat", 50, 100, 2)]


def test_a_repetition_that_is_cut_off_is_one() -> None:
    assert true_repetitions(LABELS[:55]) == [Span("Squat", 50, 55)]
