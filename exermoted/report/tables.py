"""The tables of a report: what stands in each, as text."""

from collections.abc import Sequence
from dataclasses import dataclass

from exermoted.report.arrivals import Arrivals, Spread
from exermoted.report.contents import Report
from exermoted.report.losses import Loss
from exermoted.report.sets import SetRow

NOT_KNOWN = "–"


@dataclass(frozen=True)
class TableText:
    """A table; the first cell of each row is its heading.

    Attributes:
        caption: says what it is.
        header: of each column.
        rows: as many cells each.
    """

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def sets_table(report: Report) -> TableText:
    """Returns what was asked for, done and counted."""
    rows = [_set_row(row) for row in report.sets.rows]
    if report.sets.stray:
        rows.append(("outside of sets", NOT_KNOWN, NOT_KNOWN, str(report.sets.stray), NOT_KNOWN))
    header = ("set", "asked for", "done", "counted", "other exercises counted")
    return TableText("Repetitions of each set", header, tuple(rows))


def _set_row(row: SetRow) -> tuple[str, ...]:
    known = row.counted is not None
    counted = (str(row.counted), str(row.other)) if known else (NOT_KNOWN, NOT_KNOWN)
    return (f"{row.number}: {row.exercise}", str(row.asked), str(row.done), *counted)


def confusion_table(classes: Sequence[str], confusion: Sequence[Sequence[int]]) -> TableText:
    """Returns how often each class was taken for which."""
    rows = tuple((name, *map(str, row)) for name, row in zip(classes, confusion, strict=True))
    return TableText("Frames: true class down, recognised class across", ("true", *classes), rows)


def losses_table(losses: Sequence[Loss]) -> TableText:
    """Returns what became of each stream; what no recording here tells is left out."""
    counted = any(loss.stale is not None for loss in losses)
    worn = any(loss.sensor for loss in losses)
    header = ("stream", *(("sensor",) if worn else ()), "samples", "rate", "ticks without a value")
    more = ("of them too old", "gaps", "longest gap") if counted else ()
    rows = tuple(
        (
            loss.stream.replace("_", " "),
            *((loss.sensor or NOT_KNOWN,) if worn else ()),
            str(loss.samples),
            f"{loss.rate_hz:.1f} Hz",
            f"{loss.missing} ({loss.share:.1%})",
            *((str(loss.stale), str(loss.gaps), f"{loss.longest_gap_s:.2f} s") if counted else ()),
        )
        for loss in losses
    )
    return TableText("What arrived of each stream", (*header, *more), rows)


def arrivals_table(arrivals: Sequence[Arrivals]) -> TableText:
    """Returns how regularly samples arrived."""
    rows = tuple(
        (each.stream.replace("_", " "), str(each.samples), *_spread(each.interval_ms))
        for each in arrivals
    )
    return TableText(
        "From one arrival to the next",
        ("stream", "samples", "median", "95 %", "99 %", "most"),
        rows,
    )


def latency_table(arrivals: Sequence[Arrivals]) -> TableText:
    """Returns how long samples were on their way, of the streams that tell."""
    rows = tuple(
        (each.stream.replace("_", " "), *_spread(each.latency_ms))
        for each in arrivals
        if each.latency_ms is not None
    )
    return TableText(
        "From measurement to arrival", ("stream", "median", "95 %", "99 %", "most"), rows
    )


def _spread(spread: Spread) -> tuple[str, ...]:
    lengths_ms = (spread.median, spread.p95, spread.p99, spread.most)
    return tuple(f"{length_ms:.1f} ms" for length_ms in lengths_ms)
