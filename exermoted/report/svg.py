"""Signals, labels and counts as drawings in a page.

Across, everything is in per cent of the recording's length, so that a drawing is as wide as the
screen or the paper wants; curves are drawn in whole numbers and stretched.
"""

from collections.abc import Sequence
from html import escape

from exermoted.report.contents import Activity, Report
from exermoted.report.curves import TALL, path
from exermoted.report.panels import Panel
from models.predictions import Count

COLOURS = 6
_BEHIND = "behind"
_MARGIN = 1.08
_STEPS_S = (5, 10, 30, 60, 300, 600, 1800)
_MOST_STEPS = 12


class Drawings:
    """Draws what is in a report, each thing on a strip of its own.

    Args:
        report: gives the length, and the exercises their colours.
    """

    def __init__(self, report: Report) -> None:
        self._report = report
        self._duration_s = report.recording.duration_s
        self._rate_hz = report.recording.rate_hz
        self._times_s = moments_s(self._duration_s)
        self._colours = {name: n % COLOURS for n, name in enumerate(report.exercises)}

    def behind(self) -> str:
        """Returns what lies behind each panel, drawn once: repetitions and lines of time."""
        places = [self._at(time_s) for time_s in self._times_s]
        lines = "".join(f'<line x1="{x}" x2="{x}" y1="0" y2="100%"/>' for x in places)
        drawing = f'<defs><g id="{_BEHIND}">{lines}{self._repetitions()}</g></defs>'
        return f'<svg class="defs" width="0" height="0" aria-hidden="true">{drawing}</svg>'

    def legend(self) -> dict[str, str]:
        """Returns what lines and colours stand for, with a small drawing of each."""
        lines = {axis: f'<path class="{axis}" d="M0 6h24"/>' for axis in "xyz"}
        boxes = {
            name: f'<rect class="e{colour}" width="12" height="12"/>'
            f'<rect class="e{colour} second_half" x="12" width="12" height="12"/>'
            for name, colour in self._colours.items()
        }
        return lines | boxes

    def panel(self, panel: Panel) -> str:
        """Returns the curves of a panel over what lies behind it."""
        curves = "".join(
            f'<path class="{axis}" d="{path(values, panel.limit * _MARGIN)}"/>'
            for axis, values in zip("xyz", panel.axes, strict=True)
        )
        box = f'viewBox="0 0 {len(panel.axes[0])} {TALL}" preserveAspectRatio="none"'
        return f'<use href="#{_BEHIND}"/><svg {box}>{curves}</svg>'

    def script(self) -> str:
        """Returns the repetitions that were asked for, each set with its exercise."""
        names = (
            self._text(first.start_s, f"{number}: {first.label.exercise}")
            for number, first in self._report.sets_begin.items()
        )
        return self._repetitions() + "".join(names)

    def activities(self, activities: Sequence[Activity]) -> str:
        """Returns the stretches of a recognised exercise."""
        return "".join(
            self._rect(a.start_s, a.end_s, f"e{self._colours[a.exercise]}", _told(a))
            for a in activities
        )

    def counts(self, counts: Sequence[Count]) -> str:
        """Returns a dot for each repetition that was counted."""
        return "".join(
            f'<circle cx="{self._at(count.row / self._rate_hz)}" cy="50%" r="5" '
            f'class="e{self._colours[count.exercise]}"><title>{escape(count.exercise)}, '
            f"{clock(count.row / self._rate_hz)}</title></circle>"
            for count in counts
        )

    def times(self) -> str:
        """Returns minutes and seconds."""
        return "".join(self._text(time_s, clock(time_s)) for time_s in self._times_s)

    def _repetitions(self) -> str:
        return "".join(
            self._rect(
                segment.start_s,
                segment.end_s,
                f"e{self._colours[segment.label.exercise or '']} {segment.label.phase.value}",
            )
            for segment in self._report.segments
            if segment.label.is_moving
        )

    def _at(self, time_s: float) -> str:
        return f"{100 * time_s / self._duration_s:.3f}%"

    def _rect(self, start_s: float, end_s: float, style: str, title: str = "") -> str:
        inner = f"<title>{escape(title)}</title>" if title else ""
        where = f'x="{self._at(start_s)}" width="{self._at(end_s - start_s)}"'
        return f'<rect {where} height="100%" class="{style}">{inner}</rect>'

    def _text(self, time_s: float, text: str) -> str:
        return f'<text x="{self._at(time_s)}" y="50%">{escape(text)}</text>'


def _told(activity: Activity) -> str:
    sure = "" if activity.score is None else f", {activity.score:.0%} sure"
    return activity.exercise + sure


def moments_s(duration_s: float) -> range:
    """Returns the round moments that a time axis names."""
    fitting = (step_s for step_s in _STEPS_S if duration_s / step_s <= _MOST_STEPS)
    return range(0, int(duration_s), next(fitting, _STEPS_S[-1]))


def clock(time_s: float) -> str:
    """Returns minutes and seconds."""
    return f"{int(time_s) // 60}:{int(time_s) % 60:02d}"
