"""What was taken for what."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from exermoted.pictures.canvas import (
    BLUE,
    INK,
    ORANGE,
    PAPER,
    SOFT,
    bare,
    heading,
    percent,
    tint,
)
from models.evaluation import Score
from models.labels import Ints

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_CELL_IN, _LEFT_IN, _BELOW_IN, _NARROWEST_IN = 1.15, 1.2, 1.5, 4.8
_DARK = 0.85
"""On what has more of its full colour, ink is light."""


def draw_confusion(figure: "Figure", figures: Score) -> None:
    """Draws true classes down and told classes across, in per cent of each row and in frames.

    Right ones are blue. Wrong ones are orange, and few of them stand out already.
    """
    counts: Ints = np.array(figures.confusion)
    side_in = _CELL_IN * len(counts)
    figure.set_size_inches(max(side_in + _LEFT_IN, _NARROWEST_IN), side_in + _BELOW_IN)
    axes = figure.subplots()
    _cells(axes, counts)
    _names(axes, figures.classes)
    right = f"{percent(figures.accuracy)} of {counts.sum():,} frames are right"
    heading(figure, "What was taken for what", f"{right}; rows add up to 100 %")


def _cells(axes: "Axes", counts: Ints) -> None:
    from matplotlib.patches import Rectangle  # noqa: PLC0415 - heavy, and of an extra

    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    for row, column in np.ndindex(*counts.shape):
        share, is_right = float(shares[row, column]), row == column
        strength = share if is_right else math.sqrt(share)
        face = tint(BLUE if is_right else ORANGE, strength)
        axes.add_patch(Rectangle((column, row), 1, 1, facecolor=face, edgecolor=PAPER, linewidth=4))
        ink = PAPER if is_right and strength > _DARK else INK
        _figures(axes, (column + 0.5, row + 0.5), share, int(counts[row, column]), ink)


def _figures(axes: "Axes", middle: tuple[float, float], share: float, count: int, ink: str) -> None:
    x, y = middle
    if not count:
        axes.text(x, y, "0", size=11, ha="center", va="center", color=SOFT)
        return
    axes.text(x, y - 0.06, percent(share), size=14, ha="center", va="center", color=ink)
    axes.text(x, y + 0.2, f"{count:,}", size=8.5, ha="center", va="center", color=ink)


def _names(axes: "Axes", classes: Sequence[str]) -> None:
    middles = np.arange(len(classes)) + 0.5
    axes.set_xticks(middles, classes, size=11)
    axes.set_yticks(middles, classes, size=11, rotation=90, va="center")
    axes.set(xlim=(0, len(classes)), ylim=(len(classes), 0), aspect="equal")
    axes.set_xlabel("told", size=10, labelpad=8)
    axes.set_ylabel("true", size=10, labelpad=8)
    bare(axes)
