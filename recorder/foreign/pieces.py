"""Rows in the order of time, cut where one session ends and another begins."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, pairwise

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


def pieces(tables: Mapping[str, Rows], split_s: float) -> Sequence[Mapping[str, Rows]]:
    """Returns the rows of one session each: a pause in all tables parts them.

    So does a clock that starts anew, where there is one table. Rows whose time does not go on are
    left out, and so are sessions that are too short.

    Raises:
        DataError: nothing is left.
    """
    if len(tables) == 1:
        ((name, rows),) = tables.items()
        found = [{name: ordered(run)} for run in _runs(rows, split_s)]
    else:
        found = list(_between_pauses({n: ordered(rows) for n, rows in tables.items()}, split_s))
    long = [piece for piece in found if all(map(_is_long, piece.values()))]
    short = [piece for piece in found if not all(map(_is_long, piece.values()))]
    for rows in chain.from_iterable(piece.values() for piece in short):
        rows.skipped.add_all(f"in less than {SHORTEST_S:g} s between pauses", rows.lines)
    if not long:
        paths = [rows.path for rows in tables.values()]
        every = f"all of {', '.join(path.name for path in paths)}" if len(paths) > 1 else "it"
        raise DataError(
            paths[0],
            f"no {SHORTEST_S:g} s in one go are in {every}; are the units of time right, and the "
            "clocks the same?",
        )
    return long


def _is_long(rows: Rows) -> bool:
    return len(rows.time_s) > 1 and bool(np.ptp(rows.time_s) >= SHORTEST_S)


def _runs(rows: Rows, split_s: float) -> Iterator[Rows]:
    cuts = np.flatnonzero(np.abs(np.diff(rows.time_s)) > split_s) + 1
    for bound in pairwise([0, *cuts.tolist(), len(rows.time_s)]):
        yield rows.taken(np.arange(*bound))


def _between_pauses(tables: Mapping[str, Rows], split_s: float) -> Iterator[dict[str, Rows]]:
    times_s = np.sort(np.concatenate([rows.time_s for rows in tables.values()]))
    begins_s = times_s[1:][np.diff(times_s) > split_s]
    for start_s, end_s in pairwise([-np.inf, *begins_s.tolist(), np.inf]):
        yield {
            name: rows.taken(np.flatnonzero((rows.time_s >= start_s) & (rows.time_s < end_s)))
            for name, rows in tables.items()
        }


def ordered(rows: Rows) -> Rows:
    """Returns the rows whose time is after that of all rows before them."""
    latest_s = np.maximum.accumulate(rows.time_s)
    goes_on = np.diff(latest_s, prepend=-np.inf) > 0
    rows.skipped.add_all("whose time does not go on", rows.lines[~goes_on])
    return rows.taken(np.flatnonzero(goes_on))
