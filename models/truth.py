"""What was really done in a recording: its repetitions and its sets, from the labels."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from sessions.frames import Label, Phase


@dataclass(frozen=True, slots=True)
class Span:
    """A repetition or a set: rows ``start`` up to ``end``; ``repetitions`` is 1 for one."""

    exercise: str
    start: int
    end: int
    repetitions: int = 1


def true_repetitions(labels: Sequence[Label]) -> list[Span]:
    """Returns the repetitions of a recording; one that is cut off counts too."""
    found: list[Span] = []
    for key, group in groupby(enumerate(labels), key=lambda item: _repetition(item[1])):
        if key is None:
            continue
        rows = [row for row, _ in group]
        found.append(Span(str(key[0]), rows[0], rows[-1] + 1))
    return found


def _repetition(label: Label) -> tuple[str | None, int | None, int | None] | None:
    return (label.exercise, label.set, label.repetition) if label.is_moving else None


def true_set_breaks(labels: Sequence[Label]) -> list[range]:
    """Returns the rows of each set break."""
    return [rows for is_break, rows in _by_set_break(labels) if is_break]


def true_sets(labels: Sequence[Label], repetitions: Sequence[Span]) -> list[Span]:
    """Returns what stands between set breaks and holds a repetition; it ends with its last."""
    found: list[Span] = []
    for is_break, rows in _by_set_break(labels):
        inside = [span for span in repetitions if span.start in rows]
        if inside and not is_break:
            found.append(Span(inside[0].exercise, rows.start, inside[-1].end, len(inside)))
    return found


def _by_set_break(labels: Sequence[Label]) -> Iterator[tuple[bool, range]]:
    start = 0
    for is_break, run in groupby(label.phase is Phase.SET_BREAK for label in labels):
        end = start + sum(1 for _ in run)
        yield is_break, range(start, end)
        start = end
