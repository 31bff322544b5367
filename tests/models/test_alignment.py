from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.alignment import LEAST_ROWS, aligning_rotations
from models.labels import Ints, classes_in, names_of, phase_indices
from models.rotations import Matrix, rotation_about, turned
from models.windows import Floats
from tests.fakes.moving import moving, rows_of

SCALE_RAD_S = 3.0
PEOPLE = 6
Rotation = st.tuples(*[st.floats(-3, 3)] * 3).map(lambda by: rotation_about(np.array(by)))


@pytest.fixture(scope="module")
def workouts() -> tuple[list[Floats], list[Ints]]:
    """What phones read that are worn upright, and the phases."""
    made = [moving(seed=seed, duration_s=180.0) for seed in range(PEOPLE)]
    names = [names_of(each) for each in made]
    classes = classes_in(name for each in names for name in each)
    phases = [phase_indices(r.labels, n, classes) for r, n in zip(made, names, strict=True)]
    return [rows_of(each).astype(np.float32) for each in made], phases


def left_over(
    workouts: tuple[list[Floats], list[Ints]], worn: Sequence[Matrix]
) -> tuple[Matrix, ...]:
    """Returns how phones worn like this still sit once they are aligned."""
    read, phases = workouts
    turned_back = [turned(x, rotation.T) for x, rotation in zip(read, worn, strict=True)]
    found = aligning_rotations(turned_back, phases, SCALE_RAD_S)
    return tuple(one @ other.T for one, other in zip(found, worn, strict=True))


def apart_deg(one: Matrix, other: Matrix) -> float:
    return float(np.degrees(np.arccos(np.clip((np.trace(one.T @ other) - 1) / 2, -1, 1))))


@settings(max_examples=20)
@given(st.lists(Rotation, min_size=PEOPLE, max_size=PEOPLE))
def test_phones_worn_in_any_way_are_turned_alike(
    workouts: tuple[list[Floats], list[Ints]], worn: list[Matrix]
) -> None:
    first, *others = left_over(workouts, worn)
    assert max(apart_deg(first, other) for other in others) < 1


@settings(max_examples=20)
@given(Rotation)
def test_one_that_is_worn_otherwise_hardly_moves_the_others(
    workouts: tuple[list[Floats], list[Ints]], rotation: Matrix
) -> None:
    sitting = left_over(workouts, [rotation, *[np.eye(3)] * (PEOPLE - 1)])
    assert max(apart_deg(each, np.eye(3)) for each in sitting) < 20


def test_phones_worn_alike_stay_as_they_are(workouts: tuple[list[Floats], list[Ints]]) -> None:
    sitting = left_over(workouts, [np.eye(3)] * PEOPLE)
    assert max(apart_deg(each, np.eye(3)) for each in sitting) < 1


def test_every_rotation_is_one_and_no_mirror(workouts: tuple[list[Floats], list[Ints]]) -> None:
    mirrored = [-x if number == 2 else x for number, x in enumerate(workouts[0])]
    found = aligning_rotations(mirrored, workouts[1], SCALE_RAD_S)
    assert [np.linalg.det(each) for each in found] == [pytest.approx(1)] * PEOPLE


def test_rows_that_are_missing_say_nothing(workouts: tuple[list[Floats], list[Ints]]) -> None:
    read, phases = workouts
    longer = [np.concatenate([np.full((50, 9), np.nan, np.float32), read[0]]), *read[1:]]
    labelled = [np.concatenate([np.full(50, 1), phases[0]]), *phases[1:]]
    with_gap = aligning_rotations(longer, labelled, SCALE_RAD_S)
    np.testing.assert_array_equal(with_gap, aligning_rotations(read, phases, SCALE_RAD_S))


def test_a_phase_of_too_few_rows_says_nothing(workouts: tuple[list[Floats], list[Ints]]) -> None:
    read, phases = workouts
    odd = np.full((LEAST_ROWS - 1, 9), 7, np.float32)
    longer, more = np.concatenate([odd, read[0]]), 1 + max(int(each.max()) for each in phases)
    labelled = [np.concatenate([np.full(len(odd), more), phases[0]]), *phases[1:]]
    with_odd = aligning_rotations([longer, *read[1:]], labelled, SCALE_RAD_S)
    np.testing.assert_array_equal(with_odd, aligning_rotations(read, phases, SCALE_RAD_S))


def test_a_recording_too_short_for_any_phase_is_left_as_it_is(
    workouts: tuple[list[Floats], list[Ints]],
) -> None:
    read, phases = workouts
    *_, last = aligning_rotations([*read, read[0][:5]], [*phases, phases[0][:5]], SCALE_RAD_S)
    np.testing.assert_array_equal(last, np.eye(3))
