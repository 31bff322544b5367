"""Claim: an exercise that a network has never seen is learnt from one recording of one person.

``exermoted train DATA --without-exercise NAME --leave-one-subject-out --out FAMILIES/NAME`` makes
the networks, for each exercise and person one that has seen neither. Each is taught the exercise
by each of the other people, from the recording in which it is done most often, and counts the
person whom neither network nor teaching has seen. With --themselves each person teaches it, and is
counted in their other recordings. Spreads are standard deviations over the pairs of teacher and
person.
"""

import argparse
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from exermoted.evaluating import predict
from exermoted.teaching import teach
from inference.taught import load_engine
from models.card import CARD_NAME, read_card
from models.evaluation import score
from models.judging import Truth
from models.predictions import Predictions
from models.truth import true_repetitions
from sessions.load import load_recordings
from sessions.recording import Recording

LONGEST_S = 30.0


@dataclass(frozen=True)
class Pair:
    """What one person's recording taught about another person.

    Attributes:
        teacher: who showed the exercise.
        person: who was counted.
        accuracy: over all classes.
        f1: of the exercise.
        errors: counted less done in each set of the exercise.
        false: counts of the exercise outside its sets.
        hours: of everything outside its sets.
        taught_s: how long teaching took.
    """

    teacher: str
    person: str
    accuracy: float
    f1: float
    errors: tuple[int, ...]
    false: int
    hours: float
    taught_s: float


def done(recording: Recording, exercise: str) -> int:
    """Returns how often an exercise is done in a recording."""
    return sum(span.exercise == exercise for span in true_repetitions(recording.labels))


def pairs(
    family: Path, recordings: Sequence[Recording], *, themselves: bool = False
) -> Iterator[Pair]:
    """Yields every teacher and person of a family of networks."""
    exercise = family.name
    for base in sorted(path.parent for path in family.glob(f"*/{CARD_NAME}")):
        (person,) = read_card(base).held_out
        others = sorted({r.subject for r in recordings} - {person})
        for teacher in [person] if themselves else others:
            shown = max(
                (r for r in recordings if r.subject == teacher), key=lambda r: done(r, exercise)
            )
            seen = [r for r in recordings if r.subject == person and r is not shown]
            yield pair(base, shown, seen, exercise)


def pair(base: Path, shown: Recording, seen: Sequence[Recording], exercise: str) -> Pair:
    """Returns what a network is worth once it was taught."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "taught"
        begun_s = time.perf_counter()
        teach(base, [shown], folder, command="bench.teaching")
        taught_s = time.perf_counter() - begun_s
        engine = load_engine(folder)
        said = [(r, predict(engine, r)) for r in seen]
    figures = score([(Truth.of(r), told) for r, told in said])
    errors, false, hours = counted(said, exercise)
    return Pair(
        shown.subject,
        seen[0].subject,
        figures.accuracy,
        figures.f1[exercise],
        errors,
        false,
        hours,
        taught_s,
    )


def counted(
    said: Sequence[tuple[Recording, Predictions]], exercise: str
) -> tuple[tuple[int, ...], int, float]:
    """Returns the error in each set, what is counted elsewhere, and how many hours that is."""
    errors: list[int] = []
    false, elsewhere_s = 0, 0.0
    for recording, told in said:
        truth = Truth.of(recording)
        homes = [truth.set_at(c.row) for c in told.counts if c.exercise == exercise]
        own = [n for n, span in enumerate(truth.sets) if span.exercise == exercise]
        errors += [homes.count(n) - truth.sets[n].repetitions for n in own]
        false += sum(home not in own for home in homes)
        in_sets = sum(truth.sets[n].end - truth.sets[n].start for n in own)
        elsewhere_s += (len(recording.frames) - in_sets) / recording.rate_hz
    return tuple(errors), false, elsewhere_s / 3600


def percent(figures: Sequence[float]) -> str:
    """Returns a mean and its standard deviation in percent."""
    return f"{100 * np.mean(figures):.1f} ± {100 * np.std(figures, ddof=1):.1f} %"


def spread(figures: Sequence[float]) -> str:
    """Returns a mean and its standard deviation."""
    return f"{np.mean(figures):.2f} ± {np.std(figures, ddof=1):.2f}"


def row(exercise: str, found: Sequence[Pair]) -> str:
    """Returns the figures of an exercise as a row of a table."""
    exact = [float(np.mean(np.array(p.errors) == 0)) for p in found]
    within = [float(np.mean(np.abs(p.errors) <= 1)) for p in found]
    error = [float(np.mean(np.abs(p.errors))) for p in found]
    false = [p.false / p.hours for p in found]
    return (
        f"| {exercise} | {percent([p.accuracy for p in found])} | "
        f"{spread([p.f1 for p in found])} | {percent(exact)} | {percent(within)} | "
        f"{spread(error)} | {np.mean(false):.1f} ± {np.std(false, ddof=1):.1f} | "
        f"{max(p.taught_s for p in found):.1f} s |"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("families", type=Path, help="a family of networks per exercise")
    parser.add_argument("data", type=Path)
    parser.add_argument("--themselves", action="store_true", help="teach people themselves")
    parser.add_argument("--pairs", action="store_true", help="print each pair, too")
    given = parser.parse_args()
    recordings = list(load_recordings([given.data]))
    print(
        "| taught | accuracy | its F1 | sets exact | within one | error per set "
        "| false an hour | teaching took at most |\n|---|---|---|---|---|---|---|---|"
    )
    slowest_s = 0.0
    for family in sorted(path for path in given.families.iterdir() if path.is_dir()):
        found = []
        for each in pairs(family, recordings, themselves=given.themselves):
            found.append(each)
            if given.pairs:
                print(each, flush=True)
        print(row(family.name, found), flush=True)
        slowest_s = max(slowest_s, *(each.taught_s for each in found))
    if slowest_s > LONGEST_S:
        raise SystemExit(f"teaching took {slowest_s:.1f} s where {LONGEST_S:g} s is allowed")


if __name__ == "__main__":
    main()
