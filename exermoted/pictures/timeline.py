"""One recording: its signals, what was done, what was told and what was counted."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

from exermoted.pictures.canvas import (
    FAINT,
    INK,
    SOFT,
    bare,
    colours_of,
    heading,
    percent,
    tint,
)
from exermoted.report.panels import Panel, panels_of
from exermoted.report.svg import clock, moments_s
from models.card import BREAK, Card
from models.evaluation import UNSCORED_END_S, UNSCORED_START_S, Score
from models.judging import LEAD_S, TAIL_S, Truth
from models.predictions import Predictions
from models.truth import Span
from sessions.recording import Recording

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_WIDTH_IN, _PANEL_IN, _STRIP_IN, _AROUND_IN = 16.0, 0.95, 0.32, 1.35
_MOST_PANELS = 4
_SHOWN_SHARE, _LEAST_LIMIT = 0.999, 0.1
"""A panel reaches as far as nearly all values, lest one blow make all others small."""
_LINES = (("x", "#d55e00", "-"), ("y", "#0072b2", "-"), ("z", "#1a1f24", (0, (3, 1.2))))


@dataclass(frozen=True)
class Run:
    """Rows ``start`` up to ``end`` of one class."""

    name: str
    start: int
    end: int


def runs(labels: Sequence[str]) -> list[Run]:
    """Returns the stretches of equal labels."""
    found: list[Run] = []
    row = 0
    for name, group in groupby(labels):
        start, row = row, row + sum(1 for _ in group)
        found.append(Run(name, start, row))
    return found


def draw_timeline(
    figure: "Figure", recording: Recording, said: Predictions, figures: Score, card: Card
) -> None:
    """Draws a recording.

    Args:
        figure: an empty one.
        recording: its labels are the truth.
        said: what a model made of it.
        figures: how well.
        card: of that model; of the signals that it looks at a few are drawn.
    """
    panels = [panel for panel in panels_of(recording) if _is_seen(panel, card.channels)][
        :_MOST_PANELS
    ]
    drawing = _Timeline(recording, said, colours_of(_exercises(card, figures)))
    strips = drawing.strips()
    heights = [_PANEL_IN] * len(panels) + [_STRIP_IN] * len(strips)
    figure.set_size_inches(_WIDTH_IN, sum(heights) + _AROUND_IN)
    ratios = {"height_ratios": heights}
    plots = figure.subplots(len(heights), sharex=True, squeeze=False, gridspec_kw=ratios)[:, 0]
    for plot, panel in zip(plots, panels, strict=False):
        _panel(plot, panel, recording.rate_hz)
    for plot, (name, draw) in zip(plots[len(panels) :], strips.items(), strict=True):
        _strip(plot, name)
        draw(plot)
    for plot in plots:
        drawing.shade(plot)
    _times(plots[-1], recording.duration_s)
    heading(figure, f"What was recognised of {recording.path.stem}", _summary(figures))


def _is_seen(panel: Panel, channels: Sequence[str]) -> bool:
    start = f"{panel.stream}.{panel.quantity}_"
    return any(channel.startswith(start) for channel in channels)


def _exercises(card: Card, figures: Score) -> list[str]:
    """Returns the model's, then those unknown to it: each has its colour in every recording."""
    known = card.classes[1:]
    return [*known, *sorted(set(figures.classes) - {BREAK, *known})]


def _summary(figures: Score) -> str:
    exact = round(figures.sets_exact * figures.sets)
    return (
        f"{percent(figures.accuracy)} of frames right, {figures.repetitions_true} repetitions done "
        f"and {figures.repetitions_counted} counted, {exact} of {figures.sets} sets exactly"
    )


def _panel(plot: "Axes", panel: Panel, rate_hz: float) -> None:
    times_s = np.arange(len(panel.axes[0])) / rate_hz
    for values, (axis, colour, style) in zip(panel.axes, _LINES, strict=True):
        plot.plot(times_s, values, linestyle=style, linewidth=0.7, color=colour, label=axis)
    limit = _limit(panel)
    plot.set_ylim(-limit, limit)
    plot.set_ylabel(f"{panel.quantity}\nin {panel.unit}", rotation=0, ha="right", va="center")
    plot.tick_params(axis="x", length=0)
    plot.grid(axis="y")
    if panel.quantity == "gravity":
        legend = plot.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=3, borderaxespad=0.1)
        legend.set_in_layout(False)  # beside the heading there is room for it


def _limit(panel: Panel) -> float:
    sizes = np.abs(panel.axes)
    known = sizes[np.logical_not(np.isnan(sizes))]
    most = float(np.quantile(known, _SHOWN_SHARE)) if known.size else 0.0
    return max(1.1 * most, _LEAST_LIMIT)


def _strip(plot: "Axes", name: str) -> None:
    plot.set_ylim(0, 1)
    plot.set_yticks([0.5], [name])
    bare(plot)


def _times(plot: "Axes", duration_s: float) -> None:
    times_s = moments_s(duration_s)
    plot.set_xlim(0, duration_s)
    plot.set_xticks(times_s, [clock(time_s) for time_s in times_s])


class _Timeline:
    """Draws what is said of a recording, each thing on a strip of its own."""

    def __init__(self, recording: Recording, said: Predictions, colours: Mapping[str, str]) -> None:
        self._rate_hz = recording.rate_hz
        self._said = said
        truth = Truth.of(recording)
        self._true, self._repetitions, self._sets = truth.names, truth.repetitions, truth.sets
        self._colours = colours

    def strips(self) -> "dict[str, Callable[[Axes], None]]":
        """Returns what draws each strip, by its name."""
        first: dict[str, Callable[[Axes], None]] = {
            "true": lambda plot: self._boxes(plot, self._true),
            "told": lambda plot: self._boxes(plot, self._said.labels),
            "wrong": self._wrong,
        }
        score: dict[str, Callable[[Axes], None]] = {"score": self._scores}
        last: dict[str, Callable[[Axes], None]] = {"counted": self._counts, "sets": self._names}
        return first | (score if self._said.scores else {}) | last

    def shade(self, plot: "Axes") -> None:
        """Draws where sets are, behind everything."""
        for span in self._sets:
            start_s, end_s = span.start / self._rate_hz, span.end / self._rate_hz
            plot.axvspan(start_s, end_s, color=FAINT, alpha=0.4, linewidth=0, zorder=-1)

    def _boxes(self, plot: "Axes", labels: Sequence[str]) -> None:
        for run in runs(labels):
            if run.name != BREAK:
                self._box(plot, run, self._colours[run.name], 0.8)

    def _box(self, plot: "Axes", run: Run | Span, colour: object, height: float) -> None:
        where_s = (run.start / self._rate_hz, (run.end - run.start) / self._rate_hz)
        plot.broken_barh([where_s], (0.5 - height / 2, height), facecolors=[colour], linewidth=0)

    def _wrong(self, plot: "Axes") -> None:
        first, last = (round(s * self._rate_hz) for s in (UNSCORED_START_S, UNSCORED_END_S))
        pairs = zip(self._true, self._said.labels, strict=True)
        is_wrong = [true != told for true, told in pairs]
        is_wrong = [
            wrong and first <= row < len(is_wrong) - last for row, wrong in enumerate(is_wrong)
        ]
        for run in runs(["wrong" if wrong else BREAK for wrong in is_wrong]):
            if run.name != BREAK:
                self._box(plot, run, INK, 0.8)

    def _scores(self, plot: "Axes") -> None:
        scores = [np.nan if score is None else score for score in self._said.scores]
        times_s = np.arange(len(scores)) / self._rate_hz
        plot.fill_between(times_s, 0, scores, color=tint(SOFT, 0.55), linewidth=0)

    def _counts(self, plot: "Axes") -> None:
        for span in self._repetitions:
            self._box(plot, span, tint(self._colours[span.exercise], 0.35), 0.8)
        for count in self._said.counts:
            colour = self._colours[count.exercise]
            plot.plot(
                count.row / self._rate_hz,
                0.5,
                "o",
                color=colour,
                markersize=5,
                markeredgecolor=INK,
                markeredgewidth=0.6,
            )

    def _names(self, plot: "Axes") -> None:
        for span in self._sets:
            lead, tail = LEAD_S * self._rate_hz, TAIL_S * self._rate_hz
            counted = sum(
                count.exercise == span.exercise
                and span.start - lead <= count.row <= span.end + tail
                for count in self._said.counts
            )
            text = f"{span.exercise}: {counted} of {span.repetitions}"
            middle_s = (span.start + span.end) / 2 / self._rate_hz
            weight = "normal" if counted == span.repetitions else "bold"
            plot.text(middle_s, 0.5, text, ha="center", va="center", color=INK, weight=weight)
