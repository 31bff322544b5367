"""The figures of each person, as a table whose cells are bars."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from exermoted.pictures.canvas import (
    BLUE,
    INK,
    ORANGE,
    SOFT,
    bare,
    heading,
    percent,
    signed,
    tint,
)
from models.evaluation import Score

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

EVERYONE = "all"
_ROW_IN, _COLUMN_IN, _NAME_IN, _AROUND_IN = 0.42, 1.28, 1.5, 1.35


@dataclass(frozen=True, slots=True)
class _Column:
    """One figure.

    Attributes:
        name: in two lines.
        value: of a person; None where there is none.
        text: how it is written.
        most: the value whose bar is full; None: the greatest that there is, or 1 if that is more.
    """

    name: str
    value: Callable[[Score], float | None]
    text: Callable[[float], str]
    most: float | None = None

    @property
    def colour(self) -> str:
        """Of what is better when it is greater: blue; of what is better when less: orange."""
        return ORANGE if self.most is None else BLUE


_COLUMNS = (
    _Column("accuracy\nof frames", lambda s: s.accuracy, percent, 1.0),
    _Column("macro-F1\n", lambda s: s.macro_f1, lambda v: f"{v:.3f}", 1.0),
    _Column("sets counted\nexactly", lambda s: s.sets_exact, percent, 1.0),
    _Column("sets within\none", lambda s: s.sets_within_one, percent, 1.0),
    _Column("error\nper set", lambda s: s.mean_absolute_error_per_set, lambda v: f"{v:.2f}"),
    _Column(
        "false counts\nan hour of break",
        lambda s: s.counted_in_set_breaks_per_hour,
        lambda v: f"{v:.1f}",
    ),
    _Column(
        "count delay\nmedian",
        lambda s: s.count_delay_s.median if s.count_delay_s else None,
        lambda v: f"{signed(v)} s",
    ),
    _Column(
        "count delay\n9 of 10 within",
        lambda s: s.count_delay_s.p90 if s.count_delay_s else None,
        lambda v: f"{signed(v)} s",
    ),
)


def draw_people(figure: "Figure", everyone: Score, people: Mapping[str, Score]) -> None:
    """Draws a row for each person and one for all of them."""
    rows = {**people, EVERYONE: everyone}
    width_in = _NAME_IN + _COLUMN_IN * len(_COLUMNS)
    figure.set_size_inches(width_in, _ROW_IN * len(rows) + _AROUND_IN)
    plots = figure.subplots(1, len(_COLUMNS), sharey=True, squeeze=False)[0]
    for plot, column in zip(plots, _COLUMNS, strict=True):
        _column(plot, column, list(rows.values()))
    names = [f"{name}   ({score.sets} sets)" for name, score in rows.items()]
    plots[0].set_yticks(range(len(rows)), names)
    plots[0].get_yticklabels()[-1].set_weight("bold")
    plots[0].set_ylim(len(rows) - 0.4, -0.6)
    heading(figure, "Person by person", "blue: the longer the better; orange: the shorter")


def _column(plot: "Axes", column: _Column, scores: Sequence[Score]) -> None:
    values = [column.value(score) for score in scores]
    most = column.most or max([1.0, *(value for value in values if value is not None)])
    last = len(values) - 1
    for row, value in enumerate(values):
        plot.barh(row, 1, height=0.62, color="#f2f4f5")
        if value is not None:
            plot.barh(row, max(value / most, 0), height=0.62, color=tint(column.colour, 0.42))
        text = "–" if value is None else column.text(value)
        weight = "bold" if row == last else "normal"
        plot.text(0.04, row, text, va="center_baseline", color=INK, weight=weight)
    plot.axhline(last - 0.5, color=SOFT, linewidth=0.8)
    plot.set_xlim(0, 1)
    plot.set_xticks([])
    plot.set_title(column.name, size=9, color=SOFT)
    bare(plot)
