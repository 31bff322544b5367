"""What was counted, beside what the script asked for where the athlete followed one."""

from collections import Counter
from collections.abc import Sequence

from rich.table import Table

from inference.events import Repetition
from sessions.script import Script

LEAD_S, TAIL_S = 1.0, 2.0
"""How far around a set a count still belongs to it: the judge's rule."""


def counted(said: Sequence[Repetition]) -> Table:
    """Returns a row per set that was counted."""
    table = Table("set", "exercise", "counted")
    for (number, exercise), times in Counter((e.set, e.exercise) for e in said).items():
        table.add_row(str(number), exercise, str(times))
    return table


def compared(script: Script, said: Sequence[Repetition]) -> Table:
    """Returns a row per set of the script, and one per exercise counted outside all sets."""
    table = Table("set", "exercise", "script said", "counted")
    left = list(said)
    for (number, exercise), asked in script.repetitions().items():
        inside = [s for s in script.segments if s.label.set == number]
        moving = [s for s in inside if s.label.is_moving]
        begin_s, end_s = inside[0].start_s - LEAD_S, moving[-1].end_s + TAIL_S
        here = [event for event in left if begin_s <= event.about_s <= end_s]
        left = [event for event in left if event not in here]
        done = Counter(event.exercise for event in here)
        right = done.pop(exercise, 0)
        other = "".join(f", {times} {name}" for name, times in done.items())
        style = "green" if right == asked and not other else "yellow"
        table.add_row(str(number), exercise, str(asked), f"{right}{other}", style=style)
    for name, times in Counter(event.exercise for event in left).items():
        table.add_row("", name, "0", f"{times} in set breaks", style="yellow")
    return table
