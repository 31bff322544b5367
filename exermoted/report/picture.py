"""A report's signals as one picture; needs matplotlib."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from exermoted.report.contents import Report
from exermoted.report.facts import title
from exermoted.report.panels import Panel
from exermoted.report.svg import clock, moments_s
from sessions.errors import DataError, UsageError
from sessions.frames import Phase

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLOURS = ("#0b6e4f", "#0a5fa8", "#a3470b", "#6b3fa0", "#8a1f5c", "#55600f")
_LINES = (("x", "#c8450a", "-"), ("y", "#0a6fb8", "-"), ("z", "#16201c", "--"))
_SHADES = {Phase.FIRST_HALF: 0.34, Phase.SECOND_HALF: 0.16}
_WIDTH_IN, _PANEL_IN, _STRIP_IN, _REST_IN = 13.0, 0.95, 0.3, 1.0
_DPI = 100


def write_png(report: Report, path: Path) -> None:
    """Writes the picture of a report.

    Raises:
        UsageError: matplotlib is not installed.
        DataError: the file cannot be written.
    """
    try:
        from matplotlib.figure import Figure  # noqa: PLC0415 - heavy, and of an extra
    except ImportError as error:
        raise UsageError(
            "a PNG needs matplotlib: pip install 'exermoted[report]'; an HTML page does not"
        ) from error
    drawn = Figure(dpi=_DPI, layout="constrained")
    _Picture(report).draw(drawn)
    try:
        drawn.savefig(path, format="png")
    except OSError as error:
        raise DataError(path, f"cannot be written: {error.strerror}") from error


class _Picture:
    def __init__(self, report: Report) -> None:
        self._report = report
        names = report.exercises
        self._colours = {name: COLOURS[n % len(COLOURS)] for n, name in enumerate(names)}

    def draw(self, figure: "Figure") -> None:
        report = self._report
        strips = 1 if report.recognised is None else 3
        heights = [_PANEL_IN] * len(report.panels) + [_STRIP_IN] * strips
        figure.set_size_inches(_WIDTH_IN, sum(heights) + _REST_IN)
        column = figure.subplots(
            len(heights), sharex=True, squeeze=False, gridspec_kw={"height_ratios": heights}
        )
        axes: Sequence[Axes] = list(column[:, 0])
        for plot, panel in zip(axes, report.panels, strict=False):
            self._panel(plot, panel)
        self._strips(axes[len(report.panels) :])
        axes[-1].set_xlim(0, report.recording.duration_s)
        times_s = moments_s(report.recording.duration_s)
        axes[-1].set_xticks(times_s, [clock(time_s) for time_s in times_s])
        figure.suptitle(f"{title(report)}: {', '.join(self._done())}", fontsize=11)

    def _done(self) -> list[str]:
        return [f"{row.done} × {row.exercise}" for row in self._report.sets.rows if row.done]

    def _panel(self, plot: "Axes", panel: Panel) -> None:
        times_s = np.arange(len(panel.axes[0])) / self._report.recording.rate_hz
        for values, (axis, colour, style) in zip(panel.axes, _LINES, strict=True):
            plot.plot(times_s, values, linestyle=style, linewidth=0.7, color=colour, label=axis)
        self._shade(plot)
        plot.set_title(f"{panel.title} ({panel.unit})", loc="left", fontsize=8, pad=2)
        plot.tick_params(labelsize=7, length=2)
        if panel == self._report.panels[0]:
            plot.legend(
                loc="lower right", bbox_to_anchor=(1, 1), ncols=3, fontsize=7, frameon=False
            )

    def _strips(self, plots: "Sequence[Axes]") -> None:
        for plot, name in zip(plots, ("asked for", "recognised", "counted"), strict=False):
            plot.set_yticks([0.5], [name], fontsize=8)
            plot.set_ylim(0, 1)
            plot.tick_params(labelsize=8, length=2)
        self._shade(plots[0])
        for number, first in self._report.sets_begin.items():
            name = f"{number}: {first.label.exercise}"
            plots[0].text(first.start_s, 0.5, name, fontsize=8, va="center")
        said = self._report.recognised
        if said is None:
            return
        for activity in said.activities:
            colour = self._colours[activity.exercise]
            plots[1].axvspan(activity.start_s, activity.end_s, color=colour, alpha=0.5, lw=0)
        for count in said.counts:
            time_s = count.row / self._report.recording.rate_hz
            plots[2].plot([time_s], [0.5], "o", color=self._colours[count.exercise], markersize=4)

    def _shade(self, plot: "Axes") -> None:
        for segment in self._report.segments:
            shade = _SHADES.get(segment.label.phase)
            if shade is not None:
                colour = self._colours[segment.label.exercise or ""]
                plot.axvspan(segment.start_s, segment.end_s, color=colour, alpha=shade, lw=0)
