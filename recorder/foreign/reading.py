"""Somebody else's CSVs as recordings, by a map."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from recorder.foreign.building import recording_of
from recorder.foreign.files import Group, Left, find_groups
from recorder.foreign.labelling import columns_wanted
from recorder.foreign.mapping import ImportMap, load_map
from recorder.foreign.pieces import by_subject, pieces
from recorder.foreign.prepared import Foreign
from recorder.foreign.table import Rows, read_table
from sessions.errors import DataError, UsageError
from sessions.subject import slug


@dataclass(frozen=True)
class Import:
    """What was read.

    Attributes:
        recordings: in the order of their files.
        left: files that are in none of them.
    """

    recordings: Sequence[Foreign]
    left: Sequence[Left]


def read_foreign(paths: Sequence[Path], map_path: Path, rate_hz: float) -> Import:
    """Reads all that a map finds in files and folders, before anything is written.

    Raises:
        DataError: a file or the map is not what it should be; names the line.
        UsageError: no frames come at such a rate.
    """
    if not 1 <= rate_hz <= 1000:
        raise UsageError(f"--rate is between 1 and 1000 Hz, not {rate_hz:g}")
    explained = load_map(map_path)
    found = find_groups(paths, explained)
    recordings = [one for group in found.groups for one in _recordings(group, explained, rate_hz)]
    return Import(recordings, found.left)


def _recordings(group: Group, explained: ImportMap, rate_hz: float) -> Iterator[Foreign]:
    wanted = columns_wanted(explained)
    tables = {
        name: read_table(path, explained.tables[name], wanted if name == explained.first else ())
        for name, path in group.files.items()
    }
    sessions = list(_sessions(group, tables, explained))
    if len(sessions) > 1 and explained.counts is not None and explained.counts.column is None:
        raise DataError(
            group.title,
            f"a change of person or a pause of over {explained.split_s:g} s makes "
            f"{len(sessions)} sessions of it, whose counts no name can tell; name a column of "
            "counts, or a longer split_s",
        )
    for subject, own in sessions:
        slug(subject)  # what can be no folder's name is told before anything is written
        yield recording_of(group, subject, own, explained, rate_hz)


def _sessions(
    group: Group, tables: Mapping[str, Rows], explained: ImportMap
) -> Iterator[tuple[str, Mapping[str, Rows]]]:
    """Yields each person and the rows of one session, by table."""
    column = explained.subject.column
    if column is None:
        people = [(_subject(group, explained), tables)]
    else:
        ((name, rows),) = tables.items()
        people = [(subject, {name: own}) for subject, own in by_subject(rows, column)]
    for subject, own in people:
        for piece in pieces(own, explained.split_s):
            yield subject, piece


def _subject(group: Group, explained: ImportMap) -> str:
    subject = explained.subject
    name = subject.name or group.names.get(subject.group or "")
    if not name:
        raise DataError(group.title, f"its name tells no {subject.group}")
    return name
