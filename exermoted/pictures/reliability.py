"""Whether scores mean what they say."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from exermoted.pictures.canvas import BLUE, INK, ORANGE, PAPER, SOFT, heading, tint
from models.calibration import BINS, Bin, expected_calibration_error

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_WIDTH_IN, _HEIGHT_IN = 6.2, 6.2
_BAR = 0.92 / BINS


def draw_reliability(figure: "Figure", bins: Sequence[Bin]) -> None:
    """Draws the share of right frames over their score, and below it how many have that score.

    Args:
        figure: an empty one.
        bins: at least one.
    """
    error = expected_calibration_error(bins)
    figure.set_size_inches(_WIDTH_IN, _HEIGHT_IN)
    above, below = figure.subplots(2, 1, sharex=True, gridspec_kw={"height_ratios": (4, 1)})
    _shares(above, bins)
    _frames(below, bins)
    below.set_xlabel("score of the told label")
    title = "Does a score mean what it says?"
    heading(figure, title, f"expected calibration error {error:.3f} in {BINS} bins")


def _shares(plot: "Axes", bins: Sequence[Bin]) -> None:
    """Draws what is right in blue, and what lies between it and the mean score in orange."""
    middles = [(each.low + each.high) / 2 for each in bins]
    right = [each.accuracy for each in bins]
    gaps = [each.score - each.accuracy for each in bins]
    plot.bar(middles, right, _BAR, color=tint(BLUE, 0.55), label="share that is right")
    plot.bar(middles, gaps, _BAR, right, color=tint(ORANGE, 0.35), label="gap to the mean score")
    for each, middle in zip(bins, middles, strict=True):
        ends = middle - _BAR / 2, middle + _BAR / 2
        plot.plot(ends, (each.accuracy, each.accuracy), color=BLUE, linewidth=1.6)
        plot.plot(ends, (each.score, each.score), color=ORANGE, linewidth=1.6)
    plot.plot(
        (0, 1), (0, 1), color=INK, linewidth=0.9, linestyle=(0, (4, 3)), label="as it should be"
    )
    plot.set(xlim=(0, 1), ylim=(0, 1.01), ylabel="share of frames that are right")
    plot.grid(axis="y")
    plot.legend(loc="upper left")


def _frames(plot: "Axes", bins: Sequence[Bin]) -> None:
    middles = [(each.low + each.high) / 2 for each in bins]
    everyone = sum(each.rows for each in bins)
    shares = [100 * each.rows / everyone for each in bins]
    plot.bar(middles, shares, _BAR, color=tint(SOFT, 0.6))
    for middle, share in zip(middles, shares, strict=True):
        text = f"{share:.0f}" if share >= 9.5 else f"{share:.1f}" if share >= 0.05 else "<0.1"
        plot.annotate(
            text, (middle, share), (0, 2), textcoords="offset points", ha="center", size=7
        )
    plot.set(ylim=(0, 118), ylabel="% of frames", yticks=(0, 50, 100))
    plot.grid(axis="y", color=PAPER)
