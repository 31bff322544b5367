from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from exermoted.report.sets import Sets, sets_of
from models.predictions import Count
from models.truth import Span, true_repetitions
from sessions.exercises import load_exercises
from sessions.info import SessionInfo, read_info
from sessions.recording import Recording
from sessions.script import generate
from tests.fakes.recordings import swinging

SEED = 3
RECORDING = swinging(seed=SEED, duration_s=90.0)
ASKED = generate(load_exercises(), SEED, 90.0).repetitions()


@pytest.fixture
def info(session: Path) -> SessionInfo:
    """Of the whole workout of `RECORDING`, which ended early."""
    exercises = load_exercises()
    return msgspec.structs.replace(
        read_info(session),
        state="interrupted",
        seed=SEED,
        duration_s=90.0,
        exercises=exercises.exercises,
        set_break_s=exercises.set_break_s,
    )


def cut(recording: Recording, frames: int) -> Recording:
    return replace(recording, frames=recording.frames[:frames], labels=recording.labels[:frames])


def counted(spans: list[Span]) -> list[Count]:
    return [Count(span.end - 3, span.exercise, None) for span in spans]


def figures(sets: Sets) -> list[tuple[int, int, int | None, int]]:
    return [(row.asked, row.done, row.counted, row.other) for row in sets.rows]


def test_all_that_was_asked_for_was_done_and_counted() -> None:
    sets = sets_of(RECORDING, None, counted(true_repetitions(RECORDING.labels)))
    assert {(row.number, row.exercise): row.asked for row in sets.rows} == ASKED
    assert figures(sets) == [(8, 8, 8, 0), (1, 1, 1, 0)]
    assert sets.stray == 0


def test_a_count_of_another_exercise_and_one_outside_of_sets() -> None:
    first = true_repetitions(RECORDING.labels)[0]
    sets = sets_of(RECORDING, None, [Count(3, "Squat", None), Count(first.end, "Burpee", None)])
    assert figures(sets) == [(8, 8, 0, 1), (1, 1, 0, 0)]
    assert sets.stray == 1


def test_of_a_workout_that_was_ended_early_less_was_done_than_asked_for(
    info: SessionInfo,
) -> None:
    third = true_repetitions(RECORDING.labels)[2]
    early = cut(RECORDING, third.end - 1)
    assert figures(sets_of(early, info, None)) == [(8, 2, None, 0), (1, 0, None, 0)]


def test_where_nothing_can_be_recognised_nothing_is_counted() -> None:
    assert figures(sets_of(RECORDING, None, None)) == [(8, 8, None, 0), (1, 1, None, 0)]
