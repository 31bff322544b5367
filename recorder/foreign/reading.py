"""Somebody else's CSVs as recordings, by a map."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from recorder.foreign.building import recording_of
from recorder.foreign.files import Group, Left, find_groups
from recorder.foreign.labelling import columns_wanted
from recorder.foreign.mapping import ImportMap, load_map
from recorder.foreign.pieces import by_subject, ordered, pieces
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
    for subject, own in _sessions(group, tables, explained):
        slug(subject)  # what can be no folder's name is told before anything is written
        yield recording_of(group, subject, own, explained, rate_hz)


def _sessions(
    group: Group, tables: Mapping[str, Rows], explained: ImportMap
) -> Iterator[tuple[str, Mapping[str, Rows]]]:
    """Yields each person and the rows of one session, by table."""
    first = tables[explained.first]
    if len(tables) > 1:
        yield _subject(group, explained), {name: ordered(rows) for name, rows in tables.items()}
        return
    column = explained.subject.column
    people = by_subject(first, column) if column else [(_subject(group, explained), first)]
    for subject, rows in people:
        for piece in pieces(rows, explained.split_s):
            yield subject, {explained.first: piece}


def _subject(group: Group, explained: ImportMap) -> str:
    subject = explained.subject
    name = subject.name or group.names.get(subject.group or "")
    if not name:
        raise DataError(group.title, f"its name tells no {subject.group}")
    return name
