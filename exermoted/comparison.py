"""What was counted, beside what the script asked for where the athlete followed one."""

from collections import Counter
from collections.abc import Sequence

from rich.table import Table

from inference.events import Repetition
from sessions.frames import Phase
from sessions.script import Script, Segment

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
    asked_of = script.repetitions()
    for (number, exercise), inside in _sets(script).items():
        asked = asked_of.get((number, exercise))
        begin_s, end_s = inside[0].start_s - LEAD_S, inside[-1].end_s + TAIL_S
        here = [event for event in left if begin_s <= event.about_s <= end_s]
        left = [event for event in left if event not in here]
        done = Counter(event.exercise for event in here)
        right = done.pop(exercise, 0)
        other = "".join(f", {times} {name}" for name, times in done.items())
        style = "green" if right == asked and not other else "yellow"
        told = "unknown" if asked is None else str(asked)
        table.add_row(str(number), exercise, told, f"{right}{other}", style=style)
    for name, times in Counter(event.exercise for event in left).items():
        table.add_row("", name, "0", f"{times} in set breaks", style="yellow")
    return table


def _sets(script: Script) -> dict[tuple[int, str], list[Segment]]:
    """Returns by set where it is moved in it, or may be."""
    sets: dict[tuple[int, str], list[Segment]] = {}
    for segment in script.segments:
        label = segment.label
        if label.set and label.exercise and (label.is_moving or label.phase is Phase.SET):
            sets.setdefault((label.set, label.exercise), []).append(segment)
    return sets
