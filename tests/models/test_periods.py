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


def test_a_slow_movement_that_stays_alike_for_long_comes_once() -> None:
    slow = np.array([0.1, 0.7, 0.8, 0.9, 0.8, 0.7, 0.65, 0.61, 0.2, 0.9])
    assert comings(slow, 0.6, 3) == [3, 9]


@given(st.lists(st.floats(-1, 1), min_size=1, max_size=60), st.integers(1, 10))
def test_comings_are_apart_and_alike_with_less_between_them(
    values: list[float], apart: int
) -> None:
    found = comings(np.array(values), 0.5, apart)
    assert all(values[place] >= 0.5 for place in found)
    for early, late in pairwise(found):
        assert late - early >= apart
        assert min(values[early:late]) < 0.5
    assert bool(found) == (max(values) >= 0.5)


def test_what_was_long_before_is_no_part_of_it() -> None:
    assert unbroken([3, 50, 60, 75], 20) == [50, 60, 75]
    assert unbroken([3], 20) == [3]
    assert unbroken([], 20) == []
