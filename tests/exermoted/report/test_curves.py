import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exermoted.report.curves import FINEST, TALL, path

VALUES = st.lists(st.floats(-1, 1) | st.just(float("nan")), min_size=1, max_size=50)


def points(curve: str) -> list[tuple[int, int]]:
    """The points that a path leads through."""
    found: list[tuple[int, int]] = []
    for part in curve.split("M")[1:]:
        begin, steps = part.split("l")
        x, y = map(int, begin.split())
        for dx, dy in re.findall(r"(-?\d+) (-?\d+)", steps):
            x, y = x + int(dx), y + int(dy)
            found.append((x, y))
    return found


@given(VALUES)
def test_a_curve_goes_through_every_value_that_is_there(values: list[float]) -> None:
    expected = [
        (row, round((1 - value) / 2 * TALL))
        for row, value in enumerate(values)
        if not np.isnan(value)
    ]
    assert points(path(np.array(values), 1.0)) == expected


@given(VALUES)
def test_it_is_interrupted_where_values_are_missing(values: list[float]) -> None:
    there = "".join(" " if np.isnan(value) else "x" for value in values)
    assert path(np.array(values), 1.0).count("M") == len(there.split())


@pytest.mark.parametrize("rows", [FINEST, FINEST + 1, 20 * FINEST + 7])
def test_a_long_one_has_fewer_points_and_keeps_its_peaks(rows: int) -> None:
    values = np.zeros(rows)
    values[rows // 2], values[rows // 3] = 1.0, -1.0
    drawn = points(path(values, 1.0))
    assert len(drawn) <= FINEST + 2
    assert {y for _, y in drawn} == {0, TALL // 2, TALL}
    assert max(x for x, _ in drawn) < rows
