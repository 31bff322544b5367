"""Pieces of a page; what comes from a recording is escaped here."""

from collections.abc import Iterable, Mapping
from html import escape

from exermoted.report.tables import TableText


def terms(pairs: Iterable[tuple[str, str]]) -> str:
    """Returns names with their values."""
    inner = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>\n" for name, value in pairs
    )
    return f"<dl>\n{inner}</dl>\n"


def table(text: TableText) -> str:
    """Returns a table, which scrolls by itself where it is too wide."""
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in text.header)
    body = "".join(_row(*row) for row in text.rows)
    return _scrolling(
        text.caption,
        f"<table>\n<caption>{escape(text.caption)}</caption>\n"
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>\n",
    )


def drawings(label: str, figures: Iterable[str]) -> str:
    """Returns figures that scroll together."""
    return _scrolling(label, "".join(figures), "wide")


def figure(caption: str, more: str, drawing: str, width_px: float, style: str = "") -> str:
    """Returns a drawing under its caption, which stays in view when the drawing is scrolled."""
    return (
        f"<figure><figcaption>{escape(caption)} <span>{escape(more)}</span></figcaption>\n"
        f'<svg class="drawing {style}" width="{width_px:.0f}" role="img" '
        f'aria-label="{escape(caption)}">{drawing}</svg></figure>\n'
    )


def legend(meanings: Mapping[str, str]) -> str:
    """Returns small drawings with what each stands for."""
    inner = "".join(
        f'<li><svg viewBox="0 0 24 12" aria-hidden="true">{drawing}</svg>{escape(name)}</li>'
        for name, drawing in meanings.items()
    )
    return f'<ul class="legend">{inner}</ul>\n'


def paragraph(text: str) -> str:
    return f"<p>{escape(text)}</p>\n"


def section(title: str, *parts: str) -> str:
    """Returns parts under a heading; nothing where there are none."""
    return f"<section>\n<h2>{escape(title)}</h2>\n{''.join(parts)}</section>\n" if parts else ""


def items(texts: Iterable[str]) -> str:
    """Returns a list."""
    return f"<ul>{''.join(f'<li>{escape(text)}</li>' for text in texts)}</ul>\n"


def _row(heading: str, *cells: str) -> str:
    inner = "".join(f"<td>{escape(cell)}</td>" for cell in cells)
    return f'<tr><th scope="row">{escape(heading)}</th>{inner}</tr>\n'


def _scrolling(label: str, inner: str, style: str = "") -> str:
    """A region that scrolls has a name and can be reached with the keyboard."""
    attributes = f'class="scroll {style}" tabindex="0" role="region" aria-label="{escape(label)}"'
    return f"<div {attributes}>\n{inner}</div>\n"
