"""CSV for spreadsheets: no cell that a person wrote is taken for a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

Cell = str | int | float | None

_FORMULA = tuple("=+-@\t\r\n")


def escaped(cell: Cell) -> Cell:
    """Returns a cell that no spreadsheet computes.

    Text that begins like a formula gets an apostrophe before it, which spreadsheets hide; a number
    stays one, whatever its sign.
    """
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def csv_text(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """Returns a table as CSV, with every cell escaped; None is empty."""
    file = io.StringIO()
    table = csv.writer(file)
    table.writerow(header)
    table.writerows([escaped(cell) for cell in row] for row in rows)
    return file.getvalue()
