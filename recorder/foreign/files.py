"""Which files belong together, by a regular expression over their names."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from recorder.foreign.mapping import ImportMap
from sessions.errors import DataError

_SENSOR = "sensor"

Key = tuple[tuple[str, str], ...]
"""What the groups of a name say."""


@dataclass(frozen=True)
class Group:
    """Files of one recording.

    Attributes:
        names: what the named groups of the files' names say, but for `sensor`.
        files: by table.
    """

    names: Mapping[str, str]
    files: Mapping[str, Path]

    @property
    def title(self) -> str:
        """What an error or a note calls it by: the name of its first file."""
        return next(iter(self.files.values())).name


@dataclass(frozen=True, slots=True)
class Left:
    """A file that no recording is made of, and why."""

    path: Path
    why: str


@dataclass(frozen=True)
class Found:
    """What was found.

    Attributes:
        groups: in the order of their files' names.
        left: files that belong to none of them.
    """

    groups: Sequence[Group]
    left: Sequence[Left]


def find_groups(paths: Iterable[Path], explained: ImportMap) -> Found:
    """Finds files and puts together those that belong together.

    The expression is searched in the path of a file within the folder that is named, with ``/``
    between folders, or in the name of a file that is named itself.

    Raises:
        DataError: there is no such file, or no recording is whole.
    """
    pattern = re.compile(explained.files)
    together: dict[Key, dict[str, Path]] = {}
    left: list[Left] = []
    for path, name in _files(paths):
        match = pattern.search(name)
        if match is None:
            left.append(Left(path, f"does not match {explained.files}"))
            continue
        said = {group: text or "" for group, text in match.groupdict().items()}
        table = _table(path, said.pop(_SENSOR, explained.first), explained)
        _put(path, table, together.setdefault(tuple(said.items()) or (("", name),), {}))
    groups = []
    for key, files in together.items():
        missing = [table for table in explained.tables if table not in files]
        left += [
            Left(path, f"has no file of {missing[0]} beside it")
            for path in files.values()
            if missing
        ]
        if not missing:
            names = {group: text for group, text in key if group}
            groups.append(Group(names, {table: files[table] for table in explained.tables}))
    if not groups:
        first = left[0] if left else Left(Path(), "there are no files")
        raise DataError(first.path, f"{first.why}; change files in the map, or name other files")
    return Found(groups, left)


def _put(path: Path, table: str, files: dict[str, Path]) -> None:
    other = files.setdefault(table, path)
    if other != path:
        raise DataError(
            path,
            f"cannot be told from {other.name} by the groups of files; name what differs in a "
            "group of its own, as (?P<take>.*)",
        )


def _files(paths: Iterable[Path]) -> Iterable[tuple[Path, str]]:
    for path in paths:
        if path.is_dir():
            inside = sorted(p for p in path.rglob("*") if p.is_file())
            yield from ((p, p.relative_to(path).as_posix()) for p in inside)
        elif path.exists():
            yield path, path.name
        else:
            raise DataError(path, "there is no such file or folder")


def _table(path: Path, sensor: str, explained: ImportMap) -> str:
    if sensor not in explained.tables:
        known = ", ".join(explained.tables)
        raise DataError(path, f"its name says sensor '{sensor}'; tables has only {known}")
    return sensor
