"""What is told of exercises that a model does not know, moment by moment as it would be live."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median

from models.card import BREAK, UNKNOWN
from models.judging import Said, Truth
from models.movements import MovementsCounted, movements_counted
from models.predictions import Predictions


@dataclass(frozen=True)
class Told:
    """What was told in some stretches of the recordings.

    Attributes:
        stretches: how many sets or set breaks these were.
        repetitions: how many were done.
        counted: how many were counted, whatever as.
        told_exercise: share of the time in which an exercise was told.
        told_break: the same of a break.
        told_unknown: the same of an unknown movement.
        noticed: in how many of the stretches an unknown movement was told at all.
        noticed_s: from a stretch's start to when it was first told, median of these; None: never.
    """

    stretches: int
    repetitions: int
    counted: int
    told_exercise: float
    told_break: float
    told_unknown: float
    noticed: int
    noticed_s: float | None


@dataclass(frozen=True)
class Unfamiliar:
    """What was told of what a model does not know, and when it should not have been.

    Attributes:
        exercises: by name, sets of exercises that the model does not know.
        known: sets of exercises that it knows; None: there were none.
        set_breaks: all but those after a set of an exercise that it does not know.
        set_breaks_after: those, in which what is told ends late.
        counted: how often what it does not know was counted to have been done.
    """

    exercises: dict[str, Told]
    known: Told | None
    set_breaks: Told | None
    set_breaks_after: Told | None
    counted: MovementsCounted


@dataclass
class _Tally:
    stretches: int = 0
    repetitions: int = 0
    counted: int = 0
    told: list[str] = field(default_factory=list)
    noticed: list[int] = field(default_factory=list)

    def add(self, told: Sequence[str]) -> None:
        self.stretches += 1
        self.told += filter(None, told)
        if UNKNOWN in told:
            self.noticed.append(told.index(UNKNOWN))

    def summed(self, rate_hz: float) -> Told:
        rows = max(len(self.told), 1)
        breaks, unknown = self.told.count(BREAK), self.told.count(UNKNOWN)
        return Told(
            stretches=self.stretches,
            repetitions=self.repetitions,
            counted=self.counted,
            told_exercise=(len(self.told) - breaks - unknown) / rows,
            told_break=breaks / rows,
            told_unknown=unknown / rows,
            noticed=len(self.noticed),
            noticed_s=median(self.noticed) / rate_hz if self.noticed else None,
        )


def unfamiliar(recordings: Iterable[Said], classes: Collection[str]) -> Unfamiliar | None:
    """Returns what was told of exercises that a model does not know.

    Args:
        recordings: what was done in each and what was said; all at one rate.
        classes: of the model.

    Returns:
        None if there is nothing to say: it knows every exercise and never tells otherwise.
    """
    recordings = list(recordings)
    tallies: dict[str | None, _Tally] = defaultdict(_Tally)
    breaks = {False: _Tally(), True: _Tally()}
    for truth, said in recordings:
        if said.told:
            _add_sets(tallies, truth, said, classes)
            _add_breaks(breaks, truth, said, classes)
    unknown = {name: each for name, each in tallies.items() if name is not None}
    noticed = any(each.noticed for each in (*tallies.values(), breaks[False]))
    if not unknown and not noticed and not any(said.movements for _, said in recordings):
        return None
    rate_hz = recordings[0][0].rate_hz
    return Unfamiliar(
        {name: unknown[name].summed(rate_hz) for name in sorted(unknown)},
        tallies[None].summed(rate_hz) if None in tallies else None,
        breaks[False].summed(rate_hz) if breaks[False].stretches else None,
        breaks[True].summed(rate_hz) if breaks[True].stretches else None,
        movements_counted(recordings, classes),
    )


def _add_sets(
    tallies: dict[str | None, _Tally], truth: Truth, said: Predictions, classes: Collection[str]
) -> None:
    """Adds the sets, those of known exercises under None."""
    homes = [truth.set_at(count.row) for count in said.counts]
    for index, span in enumerate(truth.sets):
        tally = tallies[None if span.exercise in classes else span.exercise]
        tally.add(said.told[span.start : span.end])
        tally.repetitions += span.repetitions
        tally.counted += homes.count(index)


def _add_breaks(
    tallies: dict[bool, _Tally], truth: Truth, said: Predictions, classes: Collection[str]
) -> None:
    """Adds the set breaks, those after a set of an unknown exercise under True."""

    def home(row: int) -> bool:
        before = [span for span in truth.sets if span.start <= row]
        return bool(before) and before[-1].exercise not in classes

    for rows in truth.set_breaks:
        tallies[home(rows.start)].add(said.told[rows.start : rows.stop])
    for count in said.counts:
        if truth.set_at(count.row) is None:
            tallies[home(count.row)].counted += 1
