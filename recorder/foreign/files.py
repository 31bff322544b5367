"""Which files belong together, by a regular expression over their names."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from recorder.foreign.mapping import ImportMap
from sessions.errors import DataError

_SENSOR = "sensor"


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


@dataclass(frozen=True)
class Found:
    """What was found.

    Attributes:
        groups: in the order of their files' names.
        left: files whose names do not match.
    """

    groups: Sequence[Group]
    left: Sequence[Path]


def find_groups(paths: Iterable[Path], explained: ImportMap) -> Found:
    """Finds files and puts together those that belong together.

    The expression is searched in the path of a file within the folder that is named, with ``/``
    between folders, or in the name of a file that is named itself.

    Raises:
        DataError: there is no such file, none matches, or one that a recording needs is missing.
    """
    pattern = re.compile(explained.files)
    together: dict[tuple[tuple[str, str], ...], dict[str, Path]] = {}
    left: list[Path] = []
    for path, name in _files(paths):
        match = pattern.search(name)
        if match is None:
            left.append(path)
            continue
        said = {group: text or "" for group, text in match.groupdict().items()}
        table = _table(path, said.pop(_SENSOR, explained.first), explained)
        files = together.setdefault(tuple(said.items()) or (("", name),), {})
        if table in files:
            raise DataError(
                path,
                f"cannot be told from {files[table].name} by the groups of files; name what "
                f"differs in a group of its own, as (?P<take>.*)",
            )
        files[table] = path
    if not together:
        raise DataError(
            left[0] if left else Path(), f"no file's name matches files: {explained.files}"
        )
    return Found([_group(key, files, explained) for key, files in together.items()], left)


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


def _group(
    key: tuple[tuple[str, str], ...], files: Mapping[str, Path], explained: ImportMap
) -> Group:
    missing = [name for name in explained.tables if name not in files]
    if missing:
        raise DataError(
            next(iter(files.values())), f"the file of {missing[0]} that belongs to it is missing"
        )
    names = {group: text for group, text in key if group}
    return Group(names, {name: files[name] for name in explained.tables})
