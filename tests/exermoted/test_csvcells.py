import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exermoted.csvcells import csv_text, escaped


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_text_that_begins_like_a_formula_gets_an_apostrophe(text: str) -> None:
    assert escaped(text) == f"'{text}"


@pytest.mark.parametrize("cell", ["Ada", "", "a=b", "'tis", -1, -0.5, 0, None])
def test_anything_else_stays(cell: str | float | None) -> None:
    assert escaped(cell) == cell


@given(st.text())
def test_no_text_begins_like_a_formula_and_none_is_lost(text: str) -> None:
    cell = str(escaped(text))
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert cell.removeprefix("'") in (text, text.removeprefix("'"))


@given(st.integers() | st.floats(allow_nan=False))
def test_numbers_stay_numbers(number: float) -> None:
    assert escaped(number) is number


NO_SURROGATES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))


@given(st.lists(st.tuples(NO_SURROGATES, st.integers()), max_size=5))
def test_a_table_is_read_back_as_it_was_written(rows: list[tuple[str, int]]) -> None:
    read = list(csv.reader(io.StringIO(csv_text(["name", "count"], rows), newline="")))
    assert read[0] == ["name", "count"]
    assert read[1:] == [[str(escaped(name)), str(count)] for name, count in rows]
