import io

import pytest
from rich.console import Console

from exermoted.progress import epochs_shown
from models.training import Epoch

FIRST = Epoch(1, loss=0.5, accuracy=0.8, validation_loss=0.6, validation_accuracy=0.75)
SECOND = Epoch(2, loss=0.25, accuracy=0.9, validation_loss=0.5, validation_accuracy=0.85)


def shown(is_terminal: bool) -> str:
    console = Console(file=io.StringIO(), force_terminal=is_terminal, width=120)
    with epochs_shown(console, "without [Ada]", epochs=2) as told:
        told(FIRST)
        told(SECOND)
    written = console.file
    assert isinstance(written, io.StringIO)
    return written.getvalue()


def test_each_epoch_is_a_line_where_there_is_no_terminal() -> None:
    assert shown(is_terminal=False).splitlines() == [
        "without [Ada]: epoch 1/2: loss 0.5000, accuracy 80.0%, validation 75.0%",
        "without [Ada]: epoch 2/2: loss 0.2500, accuracy 90.0%, validation 85.0%",
    ]


@pytest.mark.parametrize("part", ["without [Ada]", "2/2", "accuracy 90.0%"])
def test_a_terminal_shows_a_bar_and_the_latest_figures(part: str) -> None:
    assert part in shown(is_terminal=True)
