"""What was done and how often, from a column or from a file's name."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import msgspec
import numpy as np

from recorder.foreign.files import Group
from recorder.foreign.mapping import Column, Counts, Halves, ImportMap, Labels
from recorder.foreign.resampling import Floats
from recorder.foreign.table import Rows
from sessions.errors import DataError
from sessions.exercises import Name
from sessions.frames import SET_BREAK, Label, Phase

_SHOWN = 40
"""Of a cell that makes no sense, so many characters are shown."""


@dataclass(frozen=True)
class Told:
    """What a recording's labels say.

    Attributes:
        labels: one per frame.
        counts: by set, its repetitions, where the labels do not say them.
        trimmed_s: by exercise, how much at either end of a repetition is a break to a model.
    """

    labels: Sequence[Label]
    counts: Mapping[int, int]
    trimmed_s: Mapping[str, float]


def columns_wanted(explained: ImportMap) -> tuple[Column, ...]:
    """Returns the columns of the first table whose text is needed."""
    parts = (explained.subject, explained.labels, explained.counts)
    columns = [part.column for part in parts if part is not None]
    if explained.labels is not None:
        halves = explained.labels.halves
        columns += [explained.labels.set, explained.labels.repetition]
        columns.append(None if halves is None else halves.column)
    return tuple(dict.fromkeys(column for column in columns if column is not None))


def told(explained: ImportMap, group: Group, rows: Rows, at_s: Floats) -> Told:
    """Returns the labels and counts of frames.

    Args:
        explained: the map.
        group: the files, and what their names say.
        rows: of the first table.
        at_s: of the frames, shape (frames,).

    Raises:
        DataError: something is written that the map does not explain.
    """
    labels = explained.labels
    if labels is None:
        return Told([SET_BREAK] * len(at_s), {}, {})
    if labels.column is None:
        of_rows: Sequence[Label] = []
        of_frames = _by_name(labels, group, at_s)
    else:
        of_rows = list(_by_column(labels, labels.column, rows))
        latest = np.clip(np.searchsorted(rows.time_s, at_s, side="right") - 1, 0, None)
        of_frames = [of_rows[row] for row in latest.tolist()]
    sets = {label.set for label in of_frames if label.phase is Phase.SET and label.set}
    counts = _counts(explained, group, rows, of_rows, sorted(sets)) if sets else {}
    known = {number: counts[number] for number in sorted(sets) if number in counts}
    return Told(of_frames, known, labels.trimmed_s)


def _by_name(labels: Labels, group: Group, at_s: Floats) -> list[Label]:
    exercise = _exercise(labels, group.names.get(labels.group or "", ""), group.title)
    if exercise is None:
        return [SET_BREAK] * len(at_s)
    before_s, after_s = labels.ends_s
    inside = (at_s >= at_s[0] + before_s) & (at_s <= at_s[-1] - after_s)
    label = Label(Phase.SET, exercise, 1)
    return [label if now else SET_BREAK for now in inside.tolist()]


def _by_column(labels: Labels, column: Column, rows: Rows) -> Iterator[Label]:
    """Yields the label of each row; a run of one exercise is a set."""
    texts = rows.texts[column].tolist()
    meaning = {
        text: _exercise(labels, text, rows.path, int(rows.lines[texts.index(text)]))
        for text in dict.fromkeys(texts)
    }
    sets = rows.texts[labels.set].tolist() if labels.set is not None else [""] * len(texts)
    number, row = 0, 0
    for (exercise, _), run in groupby(zip((meaning[text] for text in texts), sets, strict=True)):
        length = sum(1 for _ in run)
        number += exercise is not None
        if exercise is None:
            yield from [SET_BREAK] * length
        elif labels.halves is None:
            yield from [Label(Phase.SET, exercise, number)] * length
        else:
            cells = rows.texts[labels.halves.column][row : row + length].tolist()
            yield from _halves(labels.halves, cells, exercise, number)
        row += length


def _halves(halves: Halves, cells: Sequence[str], exercise: str, number: int) -> Iterator[Label]:
    now = SET_BREAK
    repetition = 0
    for cell in cells:
        if cell in halves.first:
            repetition += now.phase is not Phase.FIRST_HALF
            now = Label(Phase.FIRST_HALF, exercise, number, repetition)
        elif cell in halves.second:
            repetition = max(repetition, 1)
            now = Label(Phase.SECOND_HALF, exercise, number, repetition)
        elif repetition:
            now = Label(Phase.BREAK, exercise, number, repetition)
        yield now


def _exercise(labels: Labels, text: str, path: Path | str, line: int | None = None) -> str | None:
    """Returns the exercise that a text means; None is rest."""
    if text in labels.values:
        return labels.values[text]
    others = labels.others or ("refuse" if labels.values else "keep")
    if not text or text in labels.rest or others == "rest":
        return None
    try:
        if others == "keep":
            return msgspec.convert(text, Name)
        why = "is neither among the values of labels nor their rest"
    except msgspec.ValidationError:
        why = "cannot be an exercise's name"
    raise DataError(path, f"'{text[:_SHOWN]}' {why}; write in labels what it means", line)


def _counts(
    explained: ImportMap, group: Group, rows: Rows, labels: Sequence[Label], sets: Sequence[int]
) -> Mapping[int, int]:
    counts = explained.counts
    told_by = explained.labels.repetition if explained.labels else None
    if counts is None:
        return {} if told_by is None else _in_sets(rows, labels, told_by, _distinct)
    if counts.column is not None:
        return _in_sets(rows, labels, counts.column, lambda cells: _largest(counts, cells, rows))
    if counts.group is not None:
        text = group.names.get(counts.group, "")
        numbers: tuple[int, ...] = (_number(counts, text, group.title),) if text else ()
    else:
        named = [counts.files[p.name] for p in group.files.values() if p.name in counts.files]
        given = named[0] if named else ()
        numbers = (given,) if isinstance(given, int) else given
    if numbers and len(numbers) != len(sets):
        raise DataError(
            group.title, f"has {len(sets)} sets and {len(numbers)} counts; give one for each"
        )
    return dict(zip(sets, numbers, strict=False))


def _in_sets(
    rows: Rows, labels: Sequence[Label], column: Column, count: Callable[[list[str]], int]
) -> dict[int, int]:
    cells: dict[int, list[str]] = {}
    for label, cell in zip(labels, rows.texts[column].tolist(), strict=True):
        if label.set is not None and cell:
            cells.setdefault(label.set, []).append(cell)
    found = {number: count(own) for number, own in cells.items()}
    return {number: repetitions for number, repetitions in found.items() if repetitions}


def _distinct(cells: list[str]) -> int:
    return len(set(cells) - {"0"})


def _largest(counts: Counts, cells: list[str], rows: Rows) -> int:
    return max(_number(counts, cell, str(rows.path)) for cell in set(cells))


def _number(counts: Counts, text: str, where: str) -> int:
    if text in counts.values:
        return counts.values[text]
    try:
        return int(float(text))
    except ValueError:
        raise DataError(
            where,
            f"'{text[:_SHOWN]}' is no number of repetitions; explain it in the values of counts",
        ) from None
