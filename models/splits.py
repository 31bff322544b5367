"""Splits by person: nobody is trained on and tested on at once.

The best epoch is chosen on one of the training people, never on the one held out.
"""

import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from sessions.errors import UsageError


@dataclass(frozen=True, slots=True)
class Fold:
    """Who is in which part.

    Attributes:
        training: whose windows the weights are fitted to.
        validation: on whom the epoch is chosen.
        held_out: on whom the result is tested; nobody, if everything else is decided already.
    """

    training: tuple[str, ...]
    validation: str
    held_out: str | None = None

    @property
    def people(self) -> tuple[str, ...]:
        """Everyone the model has seen: training and validation."""
        return tuple(sorted((*self.training, self.validation)))


def split(subjects: Iterable[str], seed: int, held_out: str | None = None) -> Fold:
    """Splits people into training, validation and, if wanted, one held out.

    The person for validation is the one with the fewest recordings, so that training loses
    least; among several, the seed draws.

    Args:
        subjects: of every recording, so that they can be counted.
        seed: of the draw.
        held_out: who is kept out of training and validation.

    Raises:
        UsageError: nobody of that name is there, or fewer than two people are left.
    """
    recordings = Counter(subjects)
    known = ", ".join(sorted(recordings)) or "nobody"
    people = check_people(recordings, held_out, at_least=0)
    if len(people) < 2:
        raise UsageError(
            "training needs two people besides one held out: one to fit to and one to choose "
            f"the epoch on; there are {known}"
        )
    fewest = min(recordings[person] for person in people)
    candidates = [person for person in people if recordings[person] == fewest]
    validation = candidates[int(random.Random(seed).random() * len(candidates))]
    training = tuple(person for person in people if person != validation)
    return Fold(training, validation, held_out)


def leave_one_subject_out(subjects: Iterable[str], seed: int) -> tuple[Fold, ...]:
    """Returns a fold for each person, with that person held out.

    Raises:
        UsageError: there are fewer than three people.
    """
    everyone = tuple(subjects)
    return tuple(split(everyone, seed, person) for person in sorted(set(everyone)))


def check_people(
    subjects: Iterable[str], held_out: str | None, at_least: int = 1
) -> tuple[str, ...]:
    """Returns the people who are left when one is held out, sorted.

    Raises:
        UsageError: nobody of that name is there, or too few are left.
    """
    everyone = set(subjects)
    known = ", ".join(sorted(everyone)) or "nobody"
    if held_out is not None and held_out not in everyone:
        raise UsageError(f"no recording is of '{held_out}'; there are {known}")
    people = tuple(sorted(everyone - {held_out}))
    if len(people) < at_least:
        raise UsageError(f"too few people are left to learn from; there are {known}")
    return people
