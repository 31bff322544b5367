"""Sets that are labelled alone, in what is learnt from and measured against: what became of them.

Their repetitions are found from the movement. What was not known before is said, and so is what
is not found; that is left out.
"""

from collections.abc import Iterable

from exermoted.terminal import warn
from models.halving import SetRows, halve
from models.without import parts_without
from sessions.recording import Recording


def with_halves(recordings: Iterable[Recording]) -> list[Recording]:
    """Returns recordings in which every set has repetitions.

    A set whose repetitions are not found is cut out, and its recording split there; each such set
    and each recording with estimated counts is told in a line.
    """
    return [part for recording in recordings for part in _with_halves(recording)]


def _with_halves(recording: Recording) -> list[Recording]:
    halved = halve(recording)
    if halved.estimated:
        warn(
            f"{recording.path}: the repetitions of {_sets(halved.estimated)} are counted by the "
            "movement: how many there are is not known"
        )
    for lost in halved.lost:
        seconds = (lost.end - lost.start) / recording.rate_hz
        warn(
            f"{recording.path}: set {lost.label.set} ({lost.label.exercise}, {seconds:.0f} s) is "
            "left out: no repetitions are found in it"
        )
    return list(parts_without(halved.recording, lambda row: _is_lost(halved.lost, row)))


def _is_lost(lost: Iterable[SetRows], row: int) -> bool:
    return any(each.start <= row < each.end for each in lost)


def _sets(number: int) -> str:
    return "1 set" if number == 1 else f"{number} sets"
