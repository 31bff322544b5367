"""What a study is made of: whose recordings, which channels, how long a trial takes."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import msgspec

from models.dataset import build_dataset
from models.searchspace import SPACE
from models.splits import check_people
from models.trial import Ground
from models.vectors import layout
from sessions.errors import UsageError
from sessions.recording import Recording


def ground_of(
    recordings: Sequence[Recording],
    columns: Sequence[str],
    *,
    held_out: str | None,
    epochs: int,
    seed: int,
) -> Ground:
    """Returns what everything is tried on; whoever is held out is not in it.

    Raises:
        UsageError: there are fewer than two people to leave out.
        DataError: a recording does not fit the others.
    """
    subjects = [recording.subject for recording in recordings]
    people = check_people(subjects, held_out, at_least=0)
    if len(people) < 2:
        raise UsageError(
            "tuning leaves out one person after the other: it takes two besides one held out; "
            f"there are {', '.join(sorted(set(subjects)))}"
        )
    vectors = layout(columns)
    seen = [recording for recording in recordings if recording.subject in people]
    return Ground(build_dataset(seen, vectors.channels, vectors.optional), vectors, epochs, seed)


def people_in_order(ground: Ground) -> tuple[str, ...]:
    """Returns who is left out first: the one with the most recordings, who tells most for least.

    Most is tested then, and fewest recordings are left to be fitted to.
    """
    recordings = Counter(series.subject for series in ground.dataset.series)
    return tuple(sorted(recordings, key=lambda person: (-recordings[person], person)))


def made_of(ground: Ground, held_out: str | None) -> dict[str, Any]:
    """Returns what has to be the same in all trials of a study, by name; JSON."""
    return {
        "data": ground.dataset.digest,
        "channels": list(ground.layout.channels),
        "holdout": held_out,
        "epochs": ground.epochs,
        "seed": ground.seed,
        "space": msgspec.json.decode(msgspec.json.encode(dict(SPACE))),
    }
