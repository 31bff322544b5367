"""Whether a score means what it says: of all frames told with 0.8, are 80 % right?

After C. Guo, G. Pleiss, Y. Sun and K. Q. Weinberger, On Calibration of Modern Neural Networks,
ICML 2017: the expected calibration error, and one temperature that mends most of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.labels import Ints

Values = npt.NDArray[np.float64]

BINS = 15
LEAST_SCORE = 1e-12
"""A score of 0 counts as this, so that it has a logarithm."""
COLDEST, HOTTEST = 0.05, 20.0
"""Between these a temperature is looked for."""
HALVINGS = 50


@dataclass(frozen=True, slots=True)
class Bin:
    """Frames whose scores are above ``low`` and at most ``high``.

    Attributes:
        low: where it begins; a score of 0 belongs to the first one.
        high: where it ends.
        rows: how many frames.
        score: their mean score.
        accuracy: share of them that are right.
    """

    low: float
    high: float
    rows: int
    score: float
    accuracy: float


def reliability(
    scores: Sequence[float], right: Sequence[bool], bins: int = BINS
) -> tuple[Bin, ...]:
    """Returns the bins of equal width that hold a frame.

    Args:
        scores: the probability of the told label, a frame each, 0 to 1.
        right: whether that label was right.
        bins: how many there are from 0 to 1.

    Raises:
        ValueError: as many of one as of the other are needed, or a score is no probability.
    """
    told, true = np.asarray(scores, np.float64), np.asarray(right, np.float64)
    if told.shape != true.shape:
        raise ValueError(f"{len(told)} scores for {len(true)} frames")
    if not ((told >= 0) & (told <= 1 + 1e-6)).all():
        raise ValueError("a score is not between 0 and 1")
    place = np.clip(np.ceil(told * bins).astype(int) - 1, 0, bins - 1)
    held = [(number, place == number) for number in np.unique(place).tolist()]
    return tuple(
        Bin(
            number / bins,
            (number + 1) / bins,
            int(inside.sum()),
            float(told[inside].mean()),
            float(true[inside].mean()),
        )
        for number, inside in held
    )


def expected_calibration_error(bins: Sequence[Bin]) -> float:
    """Returns how far scores and shares of right frames lie apart, in the mean over frames.

    Raises:
        ValueError: there is no frame.
    """
    rows = sum(each.rows for each in bins)
    if not rows:
        raise ValueError("there is no score")
    return sum(each.rows * abs(each.accuracy - each.score) for each in bins) / rows


def tempered(scores: npt.ArrayLike, temperature: float) -> Values:
    """Returns scores as they would be if the network divided its logits by the temperature.

    Args:
        scores: (..., outputs), probabilities.
        temperature: above 1 makes them less sure, below 1 more.
    """
    logits = np.log(np.maximum(np.asarray(scores, np.float64), LEAST_SCORE)) / temperature
    odds = np.exp(logits - logits.max(axis=-1, keepdims=True))
    probabilities: Values = odds / odds.sum(axis=-1, keepdims=True)
    return probabilities


def fit_temperature(scores: npt.ArrayLike, labels: Ints) -> float:
    """Returns the temperature under which the labels are likeliest.

    The log-likelihood is concave in 1/T: its slope, the mean of the true output's logit less the
    logit expected under the tempered scores, is followed to 0 by bisection.

    Args:
        scores: (rows, outputs), probabilities on rows that the network was not fitted to.
        labels: (rows,), the true output of each.

    Returns:
        Between `COLDEST` and `HOTTEST`.

    Raises:
        ValueError: there are no rows, or not as many of one as of the other.
    """
    given = np.asarray(scores, np.float64)
    if not len(given) or len(given) != len(labels):
        raise ValueError(f"a temperature cannot be fitted to {len(given)} and {len(labels)} rows")
    logits = np.log(np.maximum(given, LEAST_SCORE))
    true = logits[np.arange(len(labels)), labels].mean()
    cold, hot = np.log(COLDEST), np.log(HOTTEST)
    for _ in range(HALVINGS):
        middle = (cold + hot) / 2
        expected = (tempered(given, float(np.exp(middle))) * logits).sum(axis=1).mean()
        if expected > true:  # surer than it is right
            cold = middle
        else:
            hot = middle
    return float(np.exp((cold + hot) / 2))
