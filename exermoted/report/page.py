"""A report as one HTML page that needs nothing beside it."""

from collections.abc import Iterator
from html import escape
from importlib import resources
from pathlib import Path

from exermoted import VERSION
from exermoted.report.contents import Report, gather
from exermoted.report.facts import facts, figures, title
from exermoted.report.markup import (
    drawings,
    figure,
    items,
    legend,
    paragraph,
    section,
    table,
    terms,
)
from exermoted.report.svg import Drawings
from exermoted.report.tables import (
    arrivals_table,
    confusion_table,
    latency_table,
    losses_table,
    sets_table,
)

_BEHIND = "Behind each signal stands what was asked for; the first half of a repetition is darker."
_PX_PER_S = 6
_NARROWEST_PX, _WIDEST_PX = 900, 6000


def report_html(path: Path, model: str) -> str:
    """Returns the report of a finished session or a public Exermote CSV as a page.

    Args:
        path: the session's folder, or the file.
        model: a model's folder, or a packaged model's name.

    Raises:
        DataError: it cannot be read, or is not finished.
        ModelError: there is no such model.
    """
    return page(gather(path, model))


def page(report: Report) -> str:
    """Returns a report as a page."""
    style = resources.files("exermoted.report").joinpath("style.css").read_text("utf-8")
    name = escape(title(report))
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{name}</title>\n<style>\n{style}</style>\n</head>\n<body>\n"
        f"<header>\n<h1>{name}</h1>\n{terms(facts(report))}</header>\n"
        f"<main>\n{''.join(_sections(report))}</main>\n"
        f"<footer>{paragraph(f'exermoted {VERSION}')}</footer>\n</body>\n</html>\n"
    )


def _sections(report: Report) -> Iterator[str]:
    drawn = Drawings(report)
    signals = drawings("Signals over time", _figures(report, drawn))
    yield section("Signals", paragraph(_BEHIND), legend(drawn.legend()), signals)
    yield section("Sets", table(sets_table(report)))
    yield section("Recognition", *_recognition(report))
    yield section("Streams", table(losses_table(report.losses)))
    yield section("Arrival", *_arrival(report))
    notes = report.info.notes if report.info else ()
    yield section("Notes", *([items(notes)] if notes else []))


def _figures(report: Report, drawn: Drawings) -> Iterator[str]:
    width_px = min(max(_PX_PER_S * report.recording.duration_s, _NARROWEST_PX), _WIDEST_PX)
    yield drawn.behind()
    for panel in report.panels:
        scale = f"± {panel.limit:.2g} {panel.unit}"
        yield figure(panel.title, scale, drawn.panel(panel), width_px)
    yield figure("asked for", "", drawn.script(), width_px, "strip")
    said = report.recognised
    if said is not None:
        yield figure("recognised", "", drawn.activities(said.activities), width_px, "strip")
        yield figure("counted", "", drawn.counts(said.counts), width_px, "strip")
    yield figure("time", "min:s", drawn.times(), width_px, "strip")


def _recognition(report: Report) -> Iterator[str]:
    said = report.recognised
    if said is None:
        yield paragraph(f"Nothing could be recognised: {report.silence}.")
        return
    yield terms(figures(said))
    if said.knows_subject:
        yield paragraph("The model was trained on this person: on others, expect less.")
    if said.score is not None:
        yield table(confusion_table(said.score.classes, said.score.confusion))


def _arrival(report: Report) -> Iterator[str]:
    if report.arrivals:
        yield table(arrivals_table(report.arrivals))
    if any(each.latency_ms for each in report.arrivals):
        yield table(latency_table(report.arrivals))
