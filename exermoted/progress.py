"""Epochs as they end: a bar on a terminal, a line each elsewhere."""

import contextlib
from collections.abc import Callable, Iterator

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from models.training import Epoch


@contextlib.contextmanager
def epochs_shown(console: Console, title: str, epochs: int) -> Iterator[Callable[[Epoch], None]]:
    """Yields what is to be told each epoch of the ``epochs`` there will be at most."""
    if not console.is_terminal:
        yield lambda epoch: console.print(
            f"{title}: epoch {epoch.number}/{epochs}: {_figures(epoch)}",
            markup=False,
            soft_wrap=True,
        )
        return
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[figures]}", markup=False),
    )
    with Progress(*columns, console=console) as progress:
        task = progress.add_task(title, total=epochs, figures="")
        yield lambda epoch: progress.update(task, completed=epoch.number, figures=_figures(epoch))


def _figures(epoch: Epoch) -> str:
    figures = f"loss {epoch.loss:.4f}, accuracy {epoch.accuracy:.1%}"
    if epoch.validation_accuracy is None:
        return figures
    return f"{figures}, validation {epoch.validation_accuracy:.1%}"
