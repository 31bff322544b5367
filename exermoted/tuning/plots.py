"""Pictures of a study: its course, each parameter, and which of them matter."""

import warnings
from collections.abc import Callable, Sequence
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any

from exermoted.pictures.canvas import BLUE, ORANGE, SOFT, check_matplotlib, heading, paper, tint
from exermoted.tuning.outcome import all_tried
from exermoted.tuning.search import Tried
from exermoted.tuning.study import load_optuna
from models.searchspace import SPACE
from sessions.errors import DataError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LEAST_COMPLETE = 8
"""Trials on everybody that it takes to tell which parameters matter."""
_COLUMNS = 5


def draw_plots(study: Any, folder: Path) -> list[Path]:
    """Draws what can be drawn of a study; returns the files.

    Raises:
        UsageError: matplotlib is not installed.
        DataError: a file cannot be written.
    """
    check_matplotlib()
    tried = all_tried(study)
    complete = [each for each in tried if not each.pruned]
    kinds: dict[str, Callable[[Figure], None]] = {}
    if complete:
        kinds["history"] = lambda figure: draw_history(figure, tried)
        kinds["parameters"] = lambda figure: draw_parameters(figure, complete)
    if len(complete) >= LEAST_COMPLETE:
        shares = importance(study)
        kinds["importance"] = lambda figure: draw_importance(figure, shares)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DataError(folder, f"cannot be made: {error.strerror}") from error
    paths = [folder / f"{kind}.png" for kind in kinds]
    for path, draw in zip(paths, kinds.values(), strict=True):
        with paper(path) as figure:
            draw(figure)
    return paths


def importance(study: Any) -> dict[str, float]:
    """Returns the share of each parameter in what sets the best quarter apart, largest first.

    By PED-ANOVA, S. Watanabe, A. Bansal, F. Hutter (2023), arXiv:2304.10255, as Optuna has it.
    """
    optuna = load_optuna()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
        evaluator = optuna.importance.PedAnovaImportanceEvaluator(target_quantile=0.25)
        found: dict[str, float] = optuna.importance.get_param_importances(
            study, evaluator=evaluator
        )
    return found


def draw_history(figure: "Figure", tried: Sequence[Tried]) -> None:
    """Draws each trial, the best so far, and which were given up early."""
    figure.set_size_inches(8, 4)
    plot = figure.subplots()
    complete = [each for each in tried if not each.pruned]
    for some, name, colour in (
        ([each for each in tried if each.pruned], "given up early", tint(ORANGE, 0.5)),
        (complete, "tried on everybody", BLUE),
    ):
        numbers, values = [each.number for each in some], [each.value for each in some]
        plot.scatter(numbers, values, s=16, color=colour, label=name)
    best = list(accumulate((each.value for each in complete), max))
    numbers = [each.number for each in complete]
    plot.step(numbers, best, where="post", color=SOFT, linewidth=1, label="best so far")
    plot.set_ylim(bottom=_low_end(tried))
    plot.set_xlabel("trial")
    plot.set_ylabel("macro-F1, mean of those left out")
    plot.legend(loc="lower right")
    heading(figure, "The course of the study", f"{len(tried)} trials, best {max(best):.4f}")


def _low_end(tried: Sequence[Tried]) -> float:
    """Returns from where values are shown: what learnt nothing would flatten all others."""
    values = sorted(each.value for each in tried)
    return values[len(values) // 5] - 0.02


def draw_parameters(figure: "Figure", complete: Sequence[Tried]) -> None:
    """Draws the values over each parameter; where the packaged model's lies, too."""
    rows = -(-len(SPACE) // _COLUMNS)
    figure.set_size_inches(2.1 * _COLUMNS, 1.8 * rows + 0.8)
    plots = figure.subplots(rows, _COLUMNS, sharey=True, squeeze=False).ravel()
    for plot, name in zip(plots, SPACE, strict=False):
        _parameter(plot, name, complete)
    for plot in plots[len(SPACE) :]:
        plot.set_axis_off()
    heading(figure, "Each parameter", "trials on everybody; line: what the packaged model has")


def _parameter(plot: "Axes", name: str, complete: Sequence[Tried]) -> None:
    each = SPACE[name]
    if each.log:
        plot.set_xscale("log")
        marks = (each.low, each.packaged, each.high)
        plot.set_xticks(marks, [f"{mark:g}" for mark in marks])
        plot.set_xticks([], minor=True)
    plot.set_xlim(each.low, each.high)
    plot.axvline(each.packaged, color=SOFT, linewidth=0.8)
    low = _low_end(complete)
    shown = [tried for tried in complete if tried.value > low]
    given = [tried.parameters[name] for tried in shown]
    plot.scatter(given, [tried.value for tried in shown], s=9, color=BLUE, clip_on=False)
    plot.set_ylim(bottom=low)
    plot.set_title(name.replace("_", " "), size=9)


def draw_importance(figure: "Figure", shares: dict[str, float]) -> None:
    """Draws a bar for each parameter."""
    figure.set_size_inches(6, 0.28 * len(shares) + 1.1)
    plot = figure.subplots()
    names = [name.replace("_", " ") for name in shares]
    plot.barh(names, list(shares.values()), height=0.62, color=BLUE)
    plot.invert_yaxis()
    plot.set_xlim(left=0)
    heading(
        figure,
        "What matters",
        "share in what sets the best quarter of those tried on everybody apart",
    )
