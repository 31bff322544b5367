"""What a recogniser said of one recording, and the CSV that it is kept in.

A file has the recording's name and a row per frame: ``label``, ``label_decided``, ``rep``,
``decided``, the shape that the judge of the public data set reads, and ``score``.
"""

import csv
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from models.card import BREAK
from sessions.errors import DataError

COLUMNS = ("label", "label_decided", "rep", "decided", "score")


@dataclass(frozen=True, slots=True)
class Count:
    """One counted repetition.

    Attributes:
        row: the frame that it is about.
        exercise: which one.
        decided: the frame at whose arrival it was counted, if known.
    """

    row: int
    exercise: str
    decided: float | None


@dataclass(frozen=True)
class Predictions:
    """What was said of one recording.

    Attributes:
        labels: `BREAK` or an exercise per frame, the decision delay taken off.
        label_decided: per frame, the frame at whose arrival its label was known, if it was.
        counts: repetitions, by row.
        scores: per frame, the probability of its label as the recogniser put it, if it did; empty
            where none of them is known.
        told: per frame, what was told at that moment, `UNKNOWN` among it; empty where nothing was,
            and altogether where that is not known.
        movements: what was counted of unknown movements, apart from the repetitions; by row.
    """

    labels: tuple[str, ...]
    label_decided: tuple[float | None, ...]
    counts: tuple[Count, ...]
    scores: tuple[float | None, ...] = ()
    told: tuple[str, ...] = ()
    movements: tuple[Count, ...] = ()

    def score(self, row: int) -> float | None:
        """Returns the probability of a frame's label, if it is known."""
        return self.scores[row] if self.scores else None


class PredictionsBuilder:
    """Collects predictions as they are made; frames of which nothing is said are breaks."""

    def __init__(self, frames: int) -> None:
        self._labels = [BREAK] * frames
        self._decided: list[float | None] = [None] * frames
        self._scores: list[float | None] = [None] * frames
        self._counts: list[Count] = []
        self._movements: list[Count] = []
        self._told = [""] * frames

    def label(self, row: int, label: str, decided: int, score: float | None = None) -> None:
        self._labels[row], self._decided[row], self._scores[row] = label, decided, score

    def count(self, row: int, exercise: str, decided: int) -> None:
        self._counts.append(Count(row, exercise, decided))

    def move(self, row: int, name: str, decided: int) -> None:
        self._movements.append(Count(row, name, decided))

    def tell(self, row: int, activity: str) -> None:
        self._told[row] = activity

    def build(self) -> Predictions:
        return Predictions(
            tuple(self._labels),
            tuple(self._decided),
            _by_row(self._counts),
            _any_known(self._scores),
            tuple(self._told) if any(self._told) else (),
            _by_row(self._movements),
        )


def _by_row(counts: Sequence[Count]) -> tuple[Count, ...]:
    return tuple(sorted(counts, key=lambda count: count.row))


def _any_known(scores: Sequence[float | None]) -> tuple[float | None, ...]:
    return tuple(scores) if any(score is not None for score in scores) else ()


def write_predictions(predictions: Predictions, path: Path) -> None:
    """Writes the CSV.

    Raises:
        DataError: it cannot be written.
    """
    by_row: dict[int, list[Count]] = defaultdict(list)
    for count in predictions.counts:
        by_row[count.row].append(count)
    try:
        with path.open("w", newline="", encoding="utf-8") as file:
            rows = csv.writer(file, lineterminator="\n")
            rows.writerow(COLUMNS)
            known = zip(predictions.labels, predictions.label_decided, strict=True)
            for row, (label, decided) in enumerate(known):
                here = by_row.get(row, [])
                names = "+".join(count.exercise for count in here)
                counted = _text(here[-1].decided if here else None)
                score = predictions.score(row)
                told = "" if score is None else f"{score:.4f}"
                rows.writerow((label, _text(decided), names, counted, told))
    except OSError as error:
        raise DataError(path, f"cannot be written: {error.strerror}") from error


def _text(row: float | None) -> str:
    return "" if row is None else f"{row:g}"


def read_predictions(path: Path) -> Predictions:
    """Reads the CSV.

    Raises:
        DataError: it is no such file; names the line.
    """
    labels: list[str] = []
    known: list[float | None] = []
    scores: list[float | None] = []
    counts: list[Count] = []
    try:
        with path.open(newline="", encoding="utf-8") as file:
            for row, cells in enumerate(csv.DictReader(file)):
                labels.append(cells["label"])
                known.append(_number(cells.get("label_decided")))
                scores.append(_number(cells.get("score")))
                decided = _number(cells.get("decided"))
                names = filter(None, cells["rep"].split("+"))
                counts += [Count(row, name, decided) for name in names]
    except (OSError, KeyError, ValueError, csv.Error) as error:
        raise DataError(path, f"holds no predictions: {error}", len(labels) + 2) from error
    return Predictions(tuple(labels), tuple(known), tuple(counts), _any_known(scores))


def _number(text: str | None) -> float | None:
    return float(text) if text else None
