"""Curves as the shortest SVG that shows them."""

import numpy as np
import numpy.typing as npt

from exermoted.report.panels import Values

TALL = 400
"""Steps of a curve from bottom to top."""
FINEST = 6000
"""Points of a curve, at most; of more, neighbours are drawn as their lowest and highest."""

Rows = npt.NDArray[np.int64]


def path(values: Values, limit: float) -> str:
    """Returns a curve in whole numbers, x in rows and y in steps; a gap where values are missing.

    Args:
        values: a row each; NaN is missing.
        limit: the value at the top; its negative is at the bottom.
    """
    rows, heights = _thinned(values)
    steps = np.rint((1 - heights / limit) / 2 * TALL)
    parts: list[str] = []
    before: tuple[int, int] | None = None
    for row, step in zip(rows.tolist(), steps.tolist(), strict=True):
        if np.isnan(step):
            before = None
            continue
        here = row, int(step)
        if before is None:
            parts.append(f"M{here[0]} {here[1]}l0 0")
        else:
            parts.append(f" {here[0] - before[0]} {here[1] - before[1]}")
        before = here
    return "".join(parts)


def _thinned(values: Values) -> tuple[Rows, Values]:
    """Returns the points to draw: all of them, or the lowest and highest of each few rows."""
    width = -(-2 * len(values) // FINEST)
    if width <= 2:
        return np.arange(len(values)), values
    starts = np.arange(0, len(values), width)
    pairs = np.stack((np.fmin.reduceat(values, starts), np.fmax.reduceat(values, starts)), axis=1)
    rows = np.stack((starts, np.minimum(starts + width // 2, len(values) - 1)), axis=1)
    return rows.ravel(), pairs.ravel()
