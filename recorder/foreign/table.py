"""One CSV of somebody else's, read as a map explains it."""

import csv
import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

import numpy as np
import numpy.typing as npt

from recorder.foreign.mapping import Column, Table, Time, Vector
from recorder.foreign.resampling import Floats, rate_of
from recorder.foreign.units import ISO, TIME_UNITS_S, UNITS
from sessions.channels import PHONE
from sessions.errors import DataError

_LIMITS = {"gravity": 2.0, "acceleration": 40.0, "rotation": 100.0, "attitude": 2 * math.pi}
"""By quantity, in g, rad/s and rad: what is beyond it no body does and no sensor measures."""

_Line = tuple[int, list[str]]
"""A line's number and its cells."""

_MOST_SKIPPED = 0.5
_EPOCH_S = 1e9
"""A time beyond that counts from 1970: nothing else has counted for thirty years."""


@dataclass
class Skipped:
    """Rows that say nothing: how many for each reason, and the first one's line."""

    counts: Counter[str] = field(default_factory=Counter)
    lines: dict[str, int] = field(default_factory=dict)

    def add(self, why: str, line: int) -> None:
        self.counts[why] += 1
        self.lines.setdefault(why, line)

    def add_all(self, why: str, lines: npt.NDArray[np.int64]) -> None:
        for line in lines.tolist():
            self.add(why, line)

    @property
    def total(self) -> int:
        return self.counts.total()

    def __str__(self) -> str:
        return ", ".join(
            f"{count} {why} (first in line {self.lines[why]})" for why, count in self.counts.items()
        )


@dataclass(frozen=True)
class Rows:
    """What a file says.

    Attributes:
        path: the file.
        time_s: shape (rows,), increasing; from 1970 on where the file knows the date.
        values: by quantity, shape (rows, 3), in g, rad/s or rad, along our axes.
        texts: by column that labels and the like need, its cells.
        lines: of the file, shape (rows,).
        is_dated: whether the time is a date's.
        is_utc: whether its zone is known.
        skipped: rows that were left out.
    """

    path: Path
    time_s: Floats
    values: Mapping[str, Floats]
    texts: Mapping[Column, npt.NDArray[np.object_]]
    lines: npt.NDArray[np.int64]
    is_dated: bool
    is_utc: bool
    skipped: Skipped

    def taken(self, index: npt.NDArray[np.integer]) -> "Rows":
        """Returns some of the rows."""
        return replace(
            self,
            time_s=self.time_s[index],
            values={name: values[index] for name, values in self.values.items()},
            texts={column: cells[index] for column, cells in self.texts.items()},
            lines=self.lines[index],
        )

    @property
    def rate_hz(self) -> float:
        return rate_of(self.time_s)

    def date(self, time_s: float) -> datetime | None:
        """Returns a time of the rows as a date, without a zone where it is not known."""
        if not self.is_dated:
            return None
        date = datetime.fromtimestamp(time_s, UTC)
        return date if self.is_utc else date.replace(tzinfo=None)


def read_table(path: Path, table: Table, wanted: Sequence[Column] = ()) -> Rows:
    """Reads a file.

    Args:
        path: the file.
        table: what its columns mean.
        wanted: columns whose text is needed, too.

    Raises:
        DataError: it cannot be read, lacks a column, or makes no sense for the most part.
    """
    try:
        with path.open(newline="", encoding=table.encoding, errors="replace") as file:
            return _Reader(path, table, wanted).read(_lines(file, table))
    except (OSError, csv.Error) as error:
        raise DataError(path, f"cannot be read: {error}") from error


def _lines(file: Iterable[str], table: Table) -> Iterator[_Line]:
    """Yields the lines of a file that hold cells."""
    plain = (line.rstrip("\r\n").removesuffix(table.line_end) for line in file)
    rows = csv.reader(plain, delimiter=table.delimiter)
    for cells in rows:
        if rows.line_num > table.skip_lines and any(cells):
            yield rows.line_num, [cell.strip() for cell in cells]


@dataclass(frozen=True)
class _Row:
    """One row that says something."""

    line: int
    time_s: float
    numbers: list[float]
    texts: list[str]


class _Reader:
    """Takes the cells of a file apart."""

    def __init__(self, path: Path, table: Table, wanted: Sequence[Column]) -> None:
        self._path, self._table, self._wanted = path, table, wanted
        self._names: list[str] = []
        self._clock = _Clock(table.time, table.decimal)
        self._skipped = Skipped()

    def read(self, lines: Iterator[_Line]) -> Rows:
        first = next(lines, None)
        if first is None:
            raise DataError(self._path, "holds no rows")
        if self._table.header:
            self._names = first[1]
        else:
            lines = chain([first], lines)
        rows = list(self._rows(lines, header=first[0]))
        wrong = self._skipped.total
        if len(rows) < 2 or wrong > _MOST_SKIPPED * (wrong + len(rows)):
            raise DataError(
                self._path,
                f"only {len(rows)} rows can be read; left out: {self._skipped or 'none'}; "
                "does the map fit the file?",
            )
        return self._arrays(rows)

    def _rows(self, lines: Iterator[_Line], header: int) -> Iterator[_Row]:
        columns = [c for vector in self._table.quantities.values() for c in vector.columns]
        places = [self._place(column, header) for column in columns]
        text_places = [self._place(column, header) for column in self._wanted]
        time = self._table.time.column
        time_place = 0 if time is None else self._place(time, header)
        needed = max([*places, *text_places, time_place]) + 1
        limits = _limits(self._table)
        for number, (line, cells) in enumerate(lines):
            if len(cells) < needed:
                self._skipped.add("with too few cells", line)
                continue
            time_s = self._clock.read(cells[time_place], number)
            numbers = [_number(cells[place], self._table.decimal) for place in places]
            if math.isnan(time_s):
                self._skipped.add("whose time cannot be read", line)
            elif any(map(math.isnan, numbers)):
                self._skipped.add("with a cell that is no number", line)
            elif any(abs(n) > most for n, most in zip(numbers, limits, strict=True)):
                self._skipped.add("with more than a sensor measures", line)
            else:
                yield _Row(line, time_s, numbers, [cells[place] for place in text_places])

    def _arrays(self, rows: Sequence[_Row]) -> Rows:
        cells = np.array([row.numbers for row in rows])
        values = {
            name: _converted(name, cells[:, 3 * index : 3 * index + 3], vector)
            for index, (name, vector) in enumerate(self._table.quantities.items())
        }
        texts = {
            column: np.array([row.texts[index] for row in rows], dtype=object)
            for index, column in enumerate(self._wanted)
        }
        return Rows(
            path=self._path,
            time_s=np.array([row.time_s for row in rows]),
            values=values,
            texts=texts,
            lines=np.array([row.line for row in rows]),
            is_dated=self._clock.is_dated or rows[0].time_s > _EPOCH_S,
            is_utc=self._clock.is_utc,
            skipped=self._skipped,
        )

    def _place(self, column: Column, line: int) -> int:
        if isinstance(column, int):
            return column - 1
        if column not in self._names:
            there = ", ".join(f"'{name}'" for name in self._names)
            raise DataError(self._path, f"column '{column}' is missing; there are {there}", line)
        return self._names.index(column)


class _Clock:
    """Reads the time of a row in seconds."""

    def __init__(self, time: Time, decimal: str) -> None:
        self._time, self._decimal = time, decimal
        self.is_dated = False
        self.is_utc = True
        self._read = self._reader(time)

    def read(self, text: str, number: int) -> float:
        """Returns the time of row ``number``, from 0; NaN where it cannot be read."""
        if self._time.rate_hz is not None:
            return number / self._time.rate_hz
        try:
            return self._read(text)
        except (ValueError, OverflowError):
            return math.nan

    def _reader(self, time: Time) -> Callable[[str], float]:
        if time.format is not None:
            form = time.format
            return lambda text: self._seconds(datetime.strptime(text, form))  # noqa: DTZ007 - as it stands
        if time.unit == ISO:
            return lambda text: self._seconds(datetime.fromisoformat(text))
        factor = TIME_UNITS_S.get(time.unit or "s", 1.0)
        return lambda text: _number(text, self._decimal) * factor

    def _seconds(self, date: datetime) -> float:
        self.is_dated = True
        self.is_utc = date.tzinfo is not None
        return (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp()


def _number(text: str, decimal: str) -> float:
    """Returns a finite number; NaN for any other text."""
    try:
        number = float(text if decimal == "." else text.replace(decimal, "."))
    except ValueError:
        return math.nan
    return number if math.isfinite(number) else math.nan


def _limits(table: Table) -> list[float]:
    """Returns by cell of a row the largest number that can stand there."""
    return [
        _LIMITS[name.split(".")[1]] / abs(_factor(name, vector))
        for name, vector in table.quantities.items()
        for _ in range(3)
    ]


def _factor(name: str, vector: Vector) -> float:
    """Returns what a cell is multiplied by to be in our unit and convention.

    That is iOS's for a phone; a sensor of ours tells what its accelerometer reads.
    """
    stream, quantity = name.split(".")
    ours = "ios" if stream == PHONE.name else "android"
    sign = 1.0 if vector.convention in (None, ours) else -1.0
    return sign * vector.scale * UNITS[quantity][vector.unit]


def _converted(name: str, cells: Floats, vector: Vector) -> Floats:
    order = ["xyz".index(axis[-1]) for axis in vector.axes]
    signs = np.array([-1.0 if axis.startswith("-") else 1.0 for axis in vector.axes])
    converted: Floats = cells[:, order] * signs * _factor(name, vector)
    return converted
