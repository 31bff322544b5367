"""Importing what other programs recorded, and saying what came of it."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from exermoted.terminal import err, out
from recorder.foreign.prepared import Foreign
from recorder.foreign.reading import read_foreign
from sessions.importing import write_recording

_SAID_EACH = 3


def import_foreign(paths: Sequence[Path], explained: Path, rate_hz: float, parent: Path) -> None:
    """Imports files by a map; nothing is written before all of them are read.

    Args:
        paths: files and folders.
        explained: the map.
        rate_hz: of the frames.
        parent: the folder of sessions.

    Raises:
        DataError: a file or the map is not what it should be, or the disk is full.
        UsageError: no frames come at such a rate.
    """
    read = read_foreign(paths, explained, rate_hz)
    for foreign in read.recordings:
        notes = [f"imported with the map {explained.name}", *foreign.notes.done]
        made = write_recording(foreign.recording(), parent, notes)
        out.print(f"{foreign.group.title} → {made}", markup=False, soft_wrap=True)
        out.print(f"  {_summary(foreign)}", markup=False, soft_wrap=True)
        for line in foreign.notes.lacking:
            err.print(f"  {line}", markup=False, soft_wrap=True)
    for left in read.left[:_SAID_EACH]:
        err.print(f"left out: {left.path}: {left.why}", markup=False, soft_wrap=True)
    if len(read.left) > _SAID_EACH:
        err.print(f"left out: {len(read.left) - _SAID_EACH} more files", soft_wrap=True)


def _summary(foreign: Foreign) -> str:
    """Returns who did what for how long: ``Ada, 42 s: 1 set of Squat (8)``."""
    exercises = {label.set: label.exercise for label in foreign.told.labels if label.set}
    sets = Counter(exercise or "" for exercise in exercises.values())
    done = [
        f"{count} {'set' if count == 1 else 'sets'} of {exercise}{_counts(foreign, exercise)}"
        for exercise, count in sets.items()
    ]
    duration_s = len(foreign.told.labels) / foreign.ticks.rate_hz
    return f"{foreign.subject}, {duration_s:.0f} s: {', '.join(done) or 'no sets'}"


def _counts(foreign: Foreign, exercise: str) -> str:
    of = {label.set for label in foreign.told.labels if label.exercise == exercise}
    counts = [str(count) for number, count in foreign.told.counts.items() if number in of]
    return f" ({', '.join(counts)})" if counts else ""
