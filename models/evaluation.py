"""How well a recogniser did: the figures of the judge of the public data set.

Conventions: a set break is a break; rows are scored that a window of 4 s with 2 s of future can
label; a set is what stands between two set breaks; a count belongs to a set from 1 s before its
start to 2 s after its last repetition, and a count anywhere else is one 'in set breaks'. How well
scores are calibrated (which the judge does not ask) is told over the scored rows whose label's
score is known, in 15 bins of equal width.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from models.calibration import Bin, expected_calibration_error, reliability
from models.card import BREAK
from models.judging import CountTally, Said, Truth
from models.predictions import Predictions

UNSCORED_START_S, UNSCORED_END_S = 1.9, 2.1
EDGE_S = 0.5

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True)
class CountDelay:
    """From the end of a repetition to its count."""

    median: float
    p90: float


@dataclass(frozen=True)
class Score:
    """The figures, over all recordings together.

    Attributes:
        recordings: how many were scored.
        accuracy: share of rows with the right class.
        macro_f1: mean of the classes' F1.
        f1: of each class.
        accuracy_half_a_second_from_edges: the same without rows near a change of class.
        label_delay_s: median time from a row to the decision about it.
        sets: how many there were.
        sets_exact: share of them with the right count.
        sets_within_one: share of them with a count off by one at most.
        mean_absolute_error_per_set: in repetitions.
        repetitions_true: how many there were.
        repetitions_counted: how many were counted, anywhere.
        wrong_exercise: counts of another exercise within a set.
        counted_in_set_breaks: counts outside all sets.
        counted_in_set_breaks_per_hour: the same for an hour of set breaks; None: there was none.
        repetition_precision: share of counts that are a repetition.
        repetition_recall: share of repetitions that were counted.
        count_delay_s: from the end of a repetition to its count; negative is sooner.
        expected_calibration_error: how far scores and shares of right rows lie apart; None where no
            score is known.
        classes: in the order of ``confusion``.
        confusion: rows are true classes, columns predicted ones.
    """

    recordings: int
    accuracy: float
    macro_f1: float
    f1: dict[str, float]
    accuracy_half_a_second_from_edges: float
    label_delay_s: float | None
    sets: int
    sets_exact: float
    sets_within_one: float
    mean_absolute_error_per_set: float
    repetitions_true: int
    repetitions_counted: int
    wrong_exercise: int
    counted_in_set_breaks: int
    counted_in_set_breaks_per_hour: float | None
    repetition_precision: float
    repetition_recall: float
    count_delay_s: CountDelay | None
    expected_calibration_error: float | None
    classes: tuple[str, ...]
    confusion: tuple[tuple[int, ...], ...]


@dataclass
class _Tally:
    """What is summed up over recordings."""

    want: list[str] = field(default_factory=list)
    have: list[str] = field(default_factory=list)
    far_from_edge: list[bool] = field(default_factory=list)
    label_delays_s: list[float] = field(default_factory=list)
    scores: list[float] = field(default_factory=list)
    scored_right: list[bool] = field(default_factory=list)
    counts: CountTally = field(default_factory=CountTally)


def score(recordings: Iterable[Said]) -> Score:
    """Scores predictions.

    Args:
        recordings: what was done in each and what was said; as many rows of one as of the other.

    Raises:
        ValueError: there is nothing to score, or the rows do not match.
    """
    tally = _Tally()
    number = 0
    for truth, predictions in recordings:
        rows = len(truth.names)
        if rows != len(predictions.labels):
            raise ValueError(f"{len(predictions.labels)} predictions for {rows} frames")
        number += 1
        _tally_rows(tally, truth, predictions)
        tally.counts.add(truth, predictions.counts)
    if not tally.want:
        raise ValueError("no recording is long enough to be scored")
    return _summed(tally, number)


def reliability_of(recordings: Iterable[Said]) -> tuple[Bin, ...]:
    """Returns the bins that the calibration error comes from; none where no score is known.

    Args:
        recordings: as of `score`.
    """
    tally = _Tally()
    for truth, predictions in recordings:
        _tally_rows(tally, truth, predictions)
    return _reliability(tally)


def _reliability(tally: _Tally) -> tuple[Bin, ...]:
    return reliability(tally.scores, tally.scored_right)


def _tally_rows(tally: _Tally, truth: Truth, predictions: Predictions) -> None:
    want, rate_hz = truth.names, truth.rate_hz
    changes = [row + 0.5 for row in range(len(want) - 1) if want[row] != want[row + 1]]
    edges: npt.NDArray[np.float64] = np.array(changes or [np.inf])
    for row in range(
        round(UNSCORED_START_S * rate_hz), len(want) - round(UNSCORED_END_S * rate_hz)
    ):
        tally.want.append(want[row])
        tally.have.append(predictions.labels[row])
        tally.far_from_edge.append(bool(np.abs(edges - row).min() >= EDGE_S * rate_hz))
        decided = predictions.label_decided[row]
        if decided is not None:
            tally.label_delays_s.append((decided - row) / rate_hz)
        told = predictions.score(row)
        if told is not None:
            tally.scores.append(told)
            tally.scored_right.append(predictions.labels[row] == want[row])


def _summed(tally: _Tally, recordings: int) -> Score:
    exercises = sorted({*tally.want, *tally.have} - {BREAK})
    classes = (BREAK, *exercises)
    order = {name: index for index, name in enumerate(classes)}
    want = np.array([order[name] for name in tally.want])
    have = np.array([order[name] for name in tally.have])
    matrix = np.zeros((len(classes), len(classes)), np.int64)
    np.add.at(matrix, (want, have), 1)
    f1 = 2 * np.diag(matrix) / np.maximum(matrix.sum(0) + matrix.sum(1), 1)
    far = np.array(tally.far_from_edge)
    counts = tally.counts
    errors: Rows = np.array(counts.errors or [0])
    delays = counts.delays_s
    return Score(
        recordings=recordings,
        accuracy=float((want == have).mean()),
        macro_f1=float(f1.mean()),
        f1={name: float(value) for name, value in zip(classes, f1, strict=True)},
        accuracy_half_a_second_from_edges=float((want == have)[far].mean()) if far.any() else 0.0,
        label_delay_s=float(np.median(tally.label_delays_s)) if tally.label_delays_s else None,
        sets=len(counts.errors),
        sets_exact=float((errors == 0).mean()),
        sets_within_one=float((np.abs(errors) <= 1).mean()),
        mean_absolute_error_per_set=float(np.abs(errors).mean()),
        repetitions_true=counts.repetitions,
        repetitions_counted=counts.counted,
        wrong_exercise=counts.wrong,
        counted_in_set_breaks=counts.stray,
        counted_in_set_breaks_per_hour=counts.stray * 3600 / counts.set_break_s
        if counts.set_break_s
        else None,
        repetition_precision=counts.hits / max(counts.counted, 1),
        repetition_recall=counts.hits / max(counts.repetitions, 1),
        count_delay_s=CountDelay(float(np.median(delays)), float(np.percentile(delays, 90)))
        if delays
        else None,
        expected_calibration_error=expected_calibration_error(_reliability(tally))
        if tally.scores
        else None,
        classes=classes,
        confusion=tuple(tuple(int(n) for n in row) for row in matrix),
    )
