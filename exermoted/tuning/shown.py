"""Trials as they end: a bar on a terminal, a line each elsewhere."""

import contextlib
from collections.abc import Callable, Iterator

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from exermoted.tuning.search import Tried


@contextlib.contextmanager
def trials_shown(
    console: Console, finished: int, trials: int, best: float | None
) -> Iterator[Callable[[Tried], None]]:
    """Yields what is to be told each trial.

    Args:
        console: where they are shown.
        finished: how many there were before.
        trials: how many there will be.
        best: value of the best one before.
    """
    columns = (
        TextColumn("trials", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[figures]}", markup=False),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task("", total=trials, completed=finished, figures="")

        def told(tried: Tried) -> None:
            nonlocal finished, best
            finished += 1
            if not tried.pruned:
                best = tried.value if best is None else max(best, tried.value)
            if console.is_terminal:
                progress.update(task, completed=finished, figures=_best(best))
            else:
                line = (
                    f"trial {tried.number}, {finished} of {trials}: {_line(tried)}, {_best(best)}"
                )
                console.print(line, markup=False, soft_wrap=True)

        yield told


def _line(tried: Tried) -> str:
    given_up = f", given up after {tried.people}" if tried.pruned else ""
    return f"macro-F1 {tried.value:.4f}{given_up}"


def _best(best: float | None) -> str:
    return "none finished yet" if best is None else f"best {best:.4f}"
