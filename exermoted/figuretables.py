"""Figures as tables on a terminal."""

from collections.abc import Mapping

from rich import box
from rich.table import Table

from exermoted.judging import Figures
from exermoted.settling import Spread
from models.evaluation import Score
from models.movements import MovementsCounted
from models.unfamiliar import Told, Unfamiliar


def figures_table(figures: Figures) -> Table:
    """Returns the figures of all recordings together, one below the other."""
    table = Table("figure", "value", show_header=False)
    rows = _rows(figures.everyone)
    for when, settled in (("", figures.mounting), (" anew", figures.remounting)):
        if settled is not None:
            rows[f"mounting{when} known"] = _spread(settled.known)
            rows[f"mounting{when} right"] = _spread(settled.right)
    for name, value in rows.items():
        table.add_row(name, value)
    return table


def _rows(figures: Score) -> dict[str, str]:
    delay, calibration = figures.count_delay_s, figures.expected_calibration_error
    return {
        "recordings": f"{figures.recordings}",
        "accuracy": f"{figures.accuracy:.1%}",
        "macro-F1": f"{figures.macro_f1:.3f}",
        "label delay": "none"
        if figures.label_delay_s is None
        else f"{figures.label_delay_s:.1f} s",
        "calibration error": "none" if calibration is None else f"{calibration:.3f}",
        "sets exact": f"{figures.sets_exact:.1%} of {figures.sets}",
        "sets within one": f"{figures.sets_within_one:.1%}",
        "mean error per set": f"{figures.mean_absolute_error_per_set:.3f}",
        "repetitions": f"{figures.repetitions_counted} counted, {figures.repetitions_true} true",
        "counted in set breaks": f"{figures.counted_in_set_breaks}, {_an_hour(figures)} an hour",
        "of the wrong exercise": f"{figures.wrong_exercise}",
        "count delay": f"{delay.median:.1f} s median, {delay.p90:.1f} s p90" if delay else "none",
    }


def confusion_table(figures: Score) -> Table:
    """Returns how often each class was taken for which."""
    matrix = Table("true \\ predicted", *figures.classes)
    for name, row in zip(figures.classes, figures.confusion, strict=True):
        matrix.add_row(name, *map(str, row))
    return matrix


def people_table(figures: Mapping[str, Score], heading: str = "person") -> Table:
    """Returns a row of figures for each name.

    The columns: accuracy and macro-F1 of frames; sets, those counted exactly and within one, mean
    error per set; counts an hour of set break; median and 90th percentile of the count's delay.
    """
    columns = ("accuracy", "F1", "sets", "exact", "±1", "error", "false/h", "delay s")
    table = Table(heading, *columns, box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for name, row in figures.items():
        delay = row.count_delay_s
        table.add_row(
            name,
            f"{row.accuracy:.1%}",
            f"{row.macro_f1:.3f}",
            str(row.sets),
            f"{row.sets_exact:.1%}",
            f"{row.sets_within_one:.1%}",
            f"{row.mean_absolute_error_per_set:.3f}",
            _an_hour(row),
            f"{delay.median:.1f}, {delay.p90:.1f}" if delay else "none",
        )
    return table


def unfamiliar_table(figures: Unfamiliar) -> Table:
    """Returns what was told of each exercise that the model does not know, and beside it."""
    columns = ("sets", "done", "counted", "exercise", "break", "unknown", "noticed", "after s")
    table = Table("told of", *columns, box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for name, told in figures.exercises.items():
        table.add_row(f"unknown {name}", *_told(told))
    beside = {
        "known exercises": figures.known,
        "set breaks": figures.set_breaks,
        "breaks after unknown": figures.set_breaks_after,
    }
    for name, others in beside.items():
        if others is not None:
            table.add_row(name, *_told(others))
    return table


def movements_table(figures: MovementsCounted) -> Table:
    """Returns how well exercises that the model does not know were counted, and what beside."""
    columns = ("sets", "done", "counted", "exact", "±1", "error", "a minute")
    table = Table("movements counted", *columns, box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for name, each in figures.exercises.items():
        table.add_row(
            f"unknown {name}",
            str(each.sets),
            str(each.repetitions),
            str(each.counted),
            f"{each.exact:.1%}",
            f"{each.within_one:.1%}",
            f"{each.mean_absolute_error_per_set:.3f}",
        )
    table.add_row("known exercises", str(figures.known_sets), "", str(figures.in_known_sets))
    often = figures.in_set_breaks_per_minute
    minute = "none" if often is None else f"{often:.2f}"
    table.add_row("set breaks", "", "", str(figures.in_set_breaks), "", "", "", minute)
    return table


def _told(told: Told) -> tuple[str, ...]:
    shares = (told.told_exercise, told.told_break, told.told_unknown)
    return (
        str(told.stretches),
        str(told.repetitions),
        str(told.counted),
        *(f"{share:.1%}" for share in shares),
        str(told.noticed),
        "never" if told.noticed_s is None else f"{told.noticed_s:.1f}",
    )


def _spread(spread: Spread) -> str:
    """Returns how long after the first repetition's start it was so."""
    never = f", never in {spread.never}" if spread.never else ""
    if spread.median_s is None:
        return f"never in {spread.never}"
    return f"{spread.median_s:.1f} s median, {spread.worst_s:.1f} s at worst{never}"


def _an_hour(figures: Score) -> str:
    """Returns how often an hour of set break something was counted."""
    often = figures.counted_in_set_breaks_per_hour
    return "none" if often is None else f"{often:.1f}"
