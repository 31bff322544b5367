from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.periods import alike, comings, motifs, unbroken


def nods(gaps: list[int], height: float = 0.6) -> np.ndarray:
    """Gravity of a device that nods for 2 s, and again and again after pauses."""
    nod = height * np.sin(np.pi * np.arange(20) / 20) ** 2
    angle = np.concatenate([part for gap in gaps for part in (np.zeros(gap), nod)] + [np.zeros(20)])
    return np.stack([np.sin(angle), -np.cos(angle), 0 * angle], axis=1).astype(np.float32)


def test_a_motif_is_what_ends_with_a_row_less_its_mean() -> None:
    rows = np.array([[0, 0, 0], [2, 0, 0], [4, 4, 0]], np.float32)
    found = motifs(rows, 2)
    assert found.shape == (2, 7)
    assert found[0].tolist() == [-1, 0, 0, 1, 0, 0, 2]
    assert found[1, -1] == pytest.approx(10)
    assert motifs(rows, 4).shape == (0, 13)


def test_a_movement_comes_as_often_as_it_is_done_however_long_the_pauses_are() -> None:
    gaps = [20, 8, 30, 14, 25]
    found = motifs(nods(gaps), 20)
    first = int(np.argmax(found[:40, -1]))
    places = comings(alike(found, found[first], 0.1), 0.6, 8)
    assert np.diff(places).tolist() == [gap + 20 for gap in gaps[1:]]


def test_a_movement_of_another_size_is_another_one() -> None:
    small, large = motifs(nods([20], 0.1), 20), motifs(nods([20], 0.9), 20)
    assert alike(small, large[30], 0.1).max() < 0.3


@given(st.lists(st.floats(-1, 1), min_size=1, max_size=60), st.integers(1, 10))
def test_comings_are_apart_and_alike_and_none_is_left_out(values: list[float], apart: int) -> None:
    likenesses = np.array(values)
    found = comings(likenesses, 0.5, apart)
    assert found == sorted(found)
    assert all(late - early >= apart for early, late in pairwise(found))
    for place, likeness in enumerate(values):
        near = [other for other in found if abs(other - place) < apart]
        assert likeness < 0.5 or any(values[other] >= likeness for other in near)


def test_what_was_long_before_is_no_part_of_it() -> None:
    assert unbroken([3, 50, 60, 75], 20) == [50, 60, 75]
    assert unbroken([3], 20) == [3]
    assert unbroken([], 20) == []
