"""The rows of ``frames.csv``: columns, cells and back."""

import csv
import math
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from sessions.channels import Stream
from sessions.errors import DataError
from sessions.frames import Frame, Label, Phase

LEADING = ("tick", "time_s", "utc", "exercise", "phase", "set", "repetition")


def columns_of(streams: Sequence[Stream]) -> tuple[str, ...]:
    """Returns the header: the leading columns, then each stream's channels and its age."""
    cells = list(LEADING)
    for stream in streams:
        cells += [channel.column for channel in stream.channels]
        cells.append(stream.age_column)
    return tuple(cells)


def _cell(value: float) -> str:
    return "" if math.isnan(value) else f"{value:.7g}"


def utc_text(utc_s: float | None) -> str:
    """Returns a wall time as ISO 8601 with milliseconds, or nothing where there is none."""
    if utc_s is None:
        return ""
    return datetime.fromtimestamp(utc_s, UTC).isoformat(timespec="milliseconds")[:-6] + "Z"


class RowFormat:
    """Formats frames of given streams as rows, and reads them back.

    An exercise's name may hold letters, digits, spaces, hyphens and underscores only, so that no
    cell ever needs quoting.
    """

    def __init__(self, streams: Sequence[Stream]) -> None:
        self.columns = columns_of(streams)
        self._widths = [len(stream.channels) for stream in streams]

    @property
    def header(self) -> bytes:
        return (",".join(self.columns) + "\n").encode()

    def row(self, frame: Frame, label: Label) -> bytes:
        cells = [
            str(frame.tick),
            f"{frame.time_s:.3f}",
            utc_text(frame.utc_s),
            label.exercise or "",
            label.phase.value,
            str(label.set or ""),
            str(label.repetition or ""),
        ]
        start = 0
        for width, age_s in zip(self._widths, frame.ages_s, strict=True):
            cells += map(_cell, frame.values[start : start + width])
            cells.append(_cell(age_s))
            start += width
        return (",".join(cells) + "\n").encode()

    def read(self, path: Path) -> tuple[list[Frame], list[Label]]:
        """Reads a whole ``frames.csv``.

        Raises:
            DataError: a row that is not one; names the line.
        """
        frames: list[Frame] = []
        labels: list[Label] = []
        try:
            with path.open(newline="", encoding="utf-8") as file:
                rows = csv.reader(file)
                if tuple(next(rows, ())) != self.columns:
                    raise DataError(path, "the columns are not those that session.yaml names", 1)
                for line, cells in enumerate(rows, start=2):
                    frames.append(self._frame(path, line, cells))
                    labels.append(_label(path, line, cells))
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            raise DataError(path, f"cannot be read: {error}") from error
        return frames, labels

    def _frame(self, path: Path, line: int, cells: Sequence[str]) -> Frame:
        if len(cells) != len(self.columns):
            raise DataError(path, f"the row has {len(cells)} of {len(self.columns)} cells", line)
        try:
            tick, time_s = int(cells[0]), float(cells[1])
            utc_s = datetime.fromisoformat(cells[2]).timestamp() if cells[2] else None
            numbers = [float(cell) if cell else math.nan for cell in cells[len(LEADING) :]]
        except ValueError as error:
            raise DataError(path, f"a cell is not what it should be: {error}", line) from None
        if tick != line - 2:
            raise DataError(path, f"tick {tick} stands where {line - 2} should", line)
        values: list[float] = []
        ages_s: list[float] = []
        for width in self._widths:
            values += numbers[:width]
            ages_s.append(numbers[width])
            numbers = numbers[width + 1 :]
        return Frame(tick, time_s, tuple(values), tuple(ages_s), utc_s)


def _label(path: Path, line: int, cells: Sequence[str]) -> Label:
    exercise, phase, number, repetition = cells[3:7]
    try:
        return Label(
            Phase(phase),
            exercise or None,
            int(number) if number else None,
            int(repetition) if repetition else None,
        )
    except ValueError as error:
        raise DataError(path, f"the label is not one: {error}", line) from None
