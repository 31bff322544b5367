"""How well movements are counted that a model does not know, beside what was really done.

A count belongs to a set as one of a known exercise does, and a count anywhere else is a false one.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from models.judging import Said


@dataclass(frozen=True)
class SetsCounted:
    """Sets of one exercise that a model does not know.

    Attributes:
        sets: how many there were.
        repetitions: how many were done.
        counted: how many of them were counted as unknown movements.
        exact: share of the sets with the right count.
        within_one: share of the sets with a count off by one at most.
        mean_absolute_error_per_set: in repetitions.
    """

    sets: int
    repetitions: int
    counted: int
    exact: float
    within_one: float
    mean_absolute_error_per_set: float


@dataclass(frozen=True)
class MovementsCounted:
    """What was counted as unknown movements.

    Attributes:
        exercises: by name, sets of exercises that the model does not know.
        in_known_sets: counted in sets of exercises that it knows.
        known_sets: how many of these there were.
        in_set_breaks: counted outside all sets.
        in_set_breaks_per_minute: the same for a minute of set breaks; None: there was none.
    """

    exercises: dict[str, SetsCounted]
    in_known_sets: int
    known_sets: int
    in_set_breaks: int
    in_set_breaks_per_minute: float | None


def movements_counted(recordings: Iterable[Said], classes: Collection[str]) -> MovementsCounted:
    """Returns how well movements that a model does not know were counted.

    Args:
        recordings: what was done in each and what was said.
        classes: of the model.
    """
    done: dict[str, list[tuple[int, int]]] = defaultdict(list)
    in_known: list[int] = []
    stray, set_break_s = 0, 0.0
    for truth, said in recordings:
        homes = [truth.set_at(count.row) for count in said.movements]
        stray += homes.count(None)
        set_break_s += truth.set_break_s
        for index, span in enumerate(truth.sets):
            if span.exercise in classes:
                in_known.append(homes.count(index))
            else:
                done[span.exercise].append((homes.count(index), span.repetitions))
    return MovementsCounted(
        {name: _sets_counted(done[name]) for name in sorted(done)},
        sum(in_known),
        len(in_known),
        stray,
        60 * stray / set_break_s if set_break_s else None,
    )


def _sets_counted(sets: Sequence[tuple[int, int]]) -> SetsCounted:
    """Returns the figures of some sets, each a count and what it should have been."""
    errors = [abs(counted - done) for counted, done in sets]
    return SetsCounted(
        sets=len(sets),
        repetitions=sum(done for _, done in sets),
        counted=sum(counted for counted, _ in sets),
        exact=errors.count(0) / len(sets),
        within_one=sum(error <= 1 for error in errors) / len(sets),
        mean_absolute_error_per_set=sum(errors) / len(sets),
    )
