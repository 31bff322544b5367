"""All pictures of an evaluation."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from exermoted.judging import Figures, Judged
from exermoted.pictures.canvas import FORMATS, paper
from exermoted.pictures.confusion import draw_confusion
from exermoted.pictures.delays import draw_delays
from exermoted.pictures.people import draw_people
from exermoted.pictures.reliability import draw_reliability
from exermoted.pictures.timeline import draw_timeline
from models.card import Card
from models.evaluation import Score, score
from sessions.recording import Recording

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True)
class Evaluated:
    """An evaluation.

    Attributes:
        card: of the model.
        judged: each recording.
        figures: of all of them.
        by_delay_s: of each of the network's answers, if there are several.
    """

    card: Card
    judged: Sequence[Judged]
    figures: Figures
    by_delay_s: Mapping[float, Figures]


def draw_all(evaluated: Evaluated, folder: Path, read: Callable[[Path], Recording]) -> list[Path]:
    """Draws every picture that there is something to draw for, as PNG and as SVG.

    Args:
        evaluated: what is drawn.
        folder: where to; older pictures there are replaced.
        read: reads the recording that is shown as an example.

    Returns:
        The files.

    Raises:
        DataError: a file cannot be written, or the example not be read again.
    """
    figures = evaluated.figures
    drawn: list[Path] = []

    def sheet(name: str) -> "AbstractContextManager[Figure]":
        paths = [folder / f"{name}.{ending}" for ending in FORMATS]
        drawn.extend(paths)
        return paper(*paths)

    with sheet("confusion") as figure:
        draw_confusion(figure, figures.everyone)
    with sheet("people") as figure:
        draw_people(figure, figures.everyone, figures.people)
    if figures.reliability:
        with sheet("reliability") as figure:
            draw_reliability(figure, figures.reliability)
    if evaluated.by_delay_s:
        with sheet("delays") as figure:
            draw_delays(figure, evaluated.by_delay_s)
    judged, its = typical(evaluated.judged)
    recording = read(judged.path)
    with sheet("timeline") as figure:
        draw_timeline(figure, recording, judged.said, its, evaluated.card)
    return drawn


def typical(judged: Sequence[Judged]) -> tuple[Judged, Score]:
    """Returns the recording of the median accuracy: half of them are recognised no better.

    Raises:
        IndexError: no recording is long enough to be scored.
    """
    scored: list[tuple[Judged, Score]] = []
    for each in judged:
        with suppress(ValueError):
            scored.append((each, score([(each.truth, each.said)])))
    scored.sort(key=lambda pair: pair[1].accuracy)
    return scored[(len(scored) - 1) // 2]
