"""Pictures of a study, as Optuna draws them with matplotlib."""

import warnings
from pathlib import Path
from typing import Any

from exermoted.pictures.canvas import DPI, check_matplotlib
from exermoted.tuning.study import load_optuna
from sessions.errors import DataError

LEAST_COMPLETE = 4
"""Trials on everybody that it takes to tell which parameters matter."""


def draw_plots(study: Any, folder: Path) -> list[Path]:
    """Draws the course, what matters, and each parameter; returns the files.

    Raises:
        UsageError: matplotlib is not installed.
        DataError: a file cannot be written.
    """
    check_matplotlib()
    optuna = load_optuna()
    states = optuna.trial.TrialState
    complete = len(study.get_trials(deepcopy=False, states=(states.COMPLETE,)))
    kinds = ["history", "slice", "parallel"]
    if complete >= LEAST_COMPLETE:
        kinds.append("importance")
    return [_draw(study, kind, folder / f"{kind}.png") for kind in kinds if complete]


def _draw(study: Any, kind: str, path: Path) -> Path:
    optuna = load_optuna()
    drawing = optuna.visualization.matplotlib
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
        warnings.simplefilter("ignore", UserWarning)  # of axes whose values are all the same
        if kind == "importance":
            weighed = optuna.importance.PedAnovaImportanceEvaluator()
            axes = drawing.plot_param_importances(study, evaluator=weighed)
        else:
            plots = {
                "history": drawing.plot_optimization_history,
                "slice": drawing.plot_slice,
                "parallel": drawing.plot_parallel_coordinate,
            }
            axes = plots[kind](study)
        figure = (axes if hasattr(axes, "figure") else axes[0]).figure
        _write(figure, path)
    return path


def _write(figure: Any, path: Path) -> None:
    from matplotlib import pyplot  # noqa: PLC0415 - heavy, and of an extra

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        figure.savefig(path, dpi=DPI, bbox_inches="tight")
    except OSError as error:
        raise DataError(path, f"cannot be written: {error.strerror}") from error
    finally:
        pyplot.close(figure)
