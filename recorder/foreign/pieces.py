"""Rows in the order of time, cut where one session ends and another begins."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from recorder.foreign.mapping import Column
from recorder.foreign.table import Rows
from sessions.errors import DataError

SHORTEST_S = 1.0
"""What is shorter is no session."""


def by_subject(rows: Rows, column: Column) -> Iterator[tuple[str, Rows]]:
    """Yields each person's rows, in the order of first appearance."""
    cells = rows.texts[column]
    for subject in dict.fromkeys(cells.tolist()):
        yield str(subject), rows.taken(np.flatnonzero(cells == subject))


def pieces(rows: Rows, split_s: float) -> Sequence[Rows]:
    """Returns rows in pieces: a longer pause, or a time so long before the last, begins one.

    Rows whose time does not go on are left out, and so are pieces that are too short.

    Raises:
        DataError: nothing is left.
    """
    cuts = np.flatnonzero(np.abs(np.diff(rows.time_s)) > split_s) + 1
    bounds = [0, *cuts.tolist(), len(rows.time_s)]
    found = [ordered(rows.taken(np.arange(*bound))) for bound in pairwise(bounds)]
    long = [piece for piece in found if np.ptp(piece.time_s) >= SHORTEST_S]
    for piece in found:
        if np.ptp(piece.time_s) < SHORTEST_S:
            rows.skipped.add_all(f"in less than {SHORTEST_S:g} s between pauses", piece.lines)
    if not long:
        raise DataError(
            rows.path, f"holds no {SHORTEST_S:g} s of rows; is the unit of its time right?"
        )
    return long


def ordered(rows: Rows) -> Rows:
    """Returns the rows whose time is after that of all rows before them."""
    latest_s = np.maximum.accumulate(rows.time_s)
    goes_on = np.diff(latest_s, prepend=-np.inf) > 0
    rows.skipped.add_all("whose time does not go on", rows.lines[~goes_on])
    return rows.taken(np.flatnonzero(goes_on))
