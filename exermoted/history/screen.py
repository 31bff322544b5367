"""The history on a terminal: a table of workouts, and bars of repetitions a day."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from rich import box
from rich.bar import Bar
from rich.table import Table
from rich.text import Text

from exermoted.history.reading import Total, Workout

STYLES = ("green", "cyan", "yellow", "magenta", "blue", "red")
BAR_WIDTH = 40
KINDS = {"record": "recording", "live": "live"}


def workout_table(workouts: Sequence[Workout]) -> Table:
    """Returns a row per workout, the newest last; times are this machine's."""
    table = Table("when", "who", "what", "end", "sets", "all", box=box.SIMPLE_HEAD)
    table.columns[0].no_wrap = True
    table.columns[-1].justify = "right"
    for workout in reversed(workouts):
        table.add_row(
            f"{datetime.fromisoformat(workout.started).astimezone():%Y-%m-%d %H:%M}",
            Text(workout.subject),
            Text(f"{KINDS[workout.kind]}, {workout.source}"),
            workout.state,
            ", ".join(f"{each.repetitions}×{each.exercise}" for each in workout.sets),
            str(workout.repetitions),
        )
    return table


def day_chart(totals: Sequence[Total]) -> Table:
    """Returns a bar per day and exercise, all to one scale."""
    most = max((total.repetitions for total in totals), default=1)
    exercises = sorted({total.exercise for total in totals})
    colours = {name: STYLES[index % len(STYLES)] for index, name in enumerate(exercises)}
    chart = Table.grid(padding=(0, 1))
    for day, of_day in groupby(totals, key=lambda total: total.day):
        for index, total in enumerate(of_day):
            colour = colours[total.exercise]
            bar = Bar(most, 0, total.repetitions, width=BAR_WIDTH, color=colour)
            chart.add_row("" if index else day, total.exercise, bar, str(total.repetitions))
    return chart
