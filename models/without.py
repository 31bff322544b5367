"""Recordings as if an exercise had not been done: to see what becomes of one that is not known."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from sessions.errors import UsageError
from sessions.frames import Label, Phase
from sessions.recording import Recording

LEAST_S = 12.0
"""What remains between two cuts and is shorter is left out, too."""


def without_exercises(
    recordings: Sequence[Recording], exercises: Collection[str]
) -> list[Recording]:
    """Returns the recordings with the sets of some exercises cut out of them.

    A recording is split where something is cut; each part begins at tick 0.

    Args:
        recordings: to be cut; they remain as they are.
        exercises: whose sets go.

    Raises:
        UsageError: nobody does one of them.
    """
    done = {label.exercise for each in recordings for label in each.labels} - {None}
    for name in exercises:
        if name not in done:
            raise UsageError(f"nobody does '{name}'; there are {', '.join(sorted(map(str, done)))}")
    return [part for each in recordings for part in _parts(each, exercises)]


def _parts(recording: Recording, exercises: Collection[str]) -> Iterator[Recording]:
    return parts_without(recording, lambda row: _is_of(recording.labels[row], exercises))


def parts_without(recording: Recording, is_cut: Callable[[int], bool]) -> Iterator[Recording]:
    """Yields what remains of a recording without some of its rows.

    Args:
        recording: to be cut; it remains as it is.
        is_cut: whether a row goes.
    """
    if not any(map(is_cut, range(len(recording.labels)))):
        yield recording  # as it is, however short
        return
    for cut, group in groupby(range(len(recording.labels)), key=is_cut):
        rows = list(group)
        if not cut and len(rows) >= LEAST_S * recording.rate_hz:
            yield _part(recording, rows[0], rows[-1] + 1)


def _is_of(label: Label, exercises: Collection[str]) -> bool:
    return label.phase is not Phase.SET_BREAK and label.exercise in exercises


def _part(recording: Recording, start: int, end: int) -> Recording:
    frames = [
        replace(frame, tick=tick, time_s=tick / recording.rate_hz)
        for tick, frame in enumerate(recording.frames[start:end])
    ]
    path = recording.path.with_name(f"{recording.name} from frame {start}")
    return replace(recording, path=path, frames=frames, labels=recording.labels[start:end])
