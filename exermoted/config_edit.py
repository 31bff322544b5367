"""Changing one value in a configuration file and leaving the rest, comments too, as it was."""

import json
import os
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from sessions.errors import UsageError

_VALUE = re.compile(r"""("[^"]*"|'[^']*'|[^#]*?)(\s+#.*)?""")


def edited(text: str, section: str, changes: Mapping[str, str | None]) -> str:
    """Returns a configuration's text with values of one section changed.

    Args:
        text: the whole configuration, in YAML.
        section: the name of a mapping at the top; made where it is missing.
        changes: by key, its new value; None takes it out.

    Raises:
        UsageError: the text is no mapping, or is written in a way that cannot be changed safely.
    """
    before = _mapping(text)
    values: dict[str, Any] = before.get(section) or {}
    lines = _block(text.splitlines(), section, values)
    for key, value in changes.items():
        _change(lines, section, key, value)
    after = "\n".join(lines) + "\n"
    wanted = {key: value for key, value in values.items() if key not in changes}
    wanted |= {key: value for key, value in changes.items() if value is not None}
    headings = [line for line in lines if re.match(rf"{re.escape(section)}\s*:", line)]
    found = _mapping(after)
    same = {**found, section: found.get(section) or {}} == {**before, section: wanted}
    if len(headings) > 1 or not same:
        raise UsageError(f"'{section}' is written in a way that only a person can change")
    return after


def edit(path: Path, section: str, changes: Mapping[str, str | None]) -> None:
    """Changes values in a file, which is made where there is none; see `edited`.

    Raises:
        UsageError: the file cannot be read, changed safely or written; says what to write in it.
    """
    target = path.resolve()
    by_hand = "; ".join(f"{key}: {value}" for key, value in changes.items() if value)
    try:
        text = target.read_text(encoding="utf-8") if target.exists() else ""
        after = edited(text, section, changes)
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.with_name(f".{target.name}.draft")
        draft.write_text(after, encoding="utf-8")
        if target.exists():
            _copy_rights(target, draft)
        draft.replace(target)
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: cannot be changed: {error}") from error
    except UsageError as error:
        raise UsageError(f"{path}: {error}; under '{section}', write {by_hand}") from error


def _copy_rights(source: Path, target: Path) -> None:
    """Lets root change a file without locking out the service that reads it."""
    shutil.copymode(source, target)
    if os.geteuid() == 0:
        os.chown(target, source.stat().st_uid, source.stat().st_gid)


def _mapping(text: str) -> dict[str, Any]:
    try:
        found = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise UsageError(f"it is no YAML: {' '.join(str(error).split())}") from error
    if not isinstance(found or {}, dict):
        raise UsageError("it is no mapping")
    return found or {}


def _block(lines: list[str], section: str, values: Mapping[str, Any]) -> list[str]:
    """Returns the lines with ``section: {…}``, if it is written so, as one line a value."""
    start = _find(lines, rf"{section}\s*:\s*\{{.*\}}\s*(#.*)?", 0, len(lines))
    if start is None or "#" in "".join(map(str, values.values())):
        return lines
    _, _, comment = lines[start].partition("#")
    head = f"{section}:  #{comment}" if comment else f"{section}:"
    entries = [f"  {key}: {_scalar(str(value))}" for key, value in values.items()]
    return [*lines[:start], head, *entries, *lines[start + 1 :]]


def _change(lines: list[str], section: str, key: str, value: str | None) -> None:
    start = _find(lines, rf"{re.escape(section)}\s*:\s*(#.*)?", 0, len(lines))
    if start is None:
        if value is not None:
            lines += [f"{section}:", f"  {key}: {_scalar(value)}"]
        return
    end = next((n for n in range(start + 1, len(lines)) if re.match(r"[^\s#]", lines[n])), None)
    end = len(lines) if end is None else end
    found = _find(lines, rf"\s+{re.escape(key)}\s*:.*", start + 1, end)
    if found is not None:
        lines[found : found + 1] = [_with_value(lines[found], value)] if value else []
    elif value is not None:
        entries = [n for n in range(start + 1, end) if re.match(r"\s+[^\s#]", lines[n])]
        first = lines[entries[0]] if entries else "  "
        indent = first[: len(first) - len(first.lstrip())]
        lines.insert((entries or [start])[-1] + 1, f"{indent}{key}: {_scalar(value)}")


def _find(lines: list[str], pattern: str, start: int, end: int) -> int | None:
    return next((n for n in range(start, end) if re.fullmatch(pattern, lines[n])), None)


def _with_value(line: str, value: str) -> str:
    name, _, rest = line.partition(":")
    comment = _VALUE.fullmatch(rest.strip())
    kept = comment[2] if comment and comment[2] else ""
    return f"{name}: {_scalar(value)}{kept}"


def _scalar(value: str) -> str:
    """Returns a text as YAML, in quotes where it would be taken for something else."""
    plain = re.fullmatch(r"[\w:.-]+", value) and yaml.safe_load(value) == value
    return value if plain else json.dumps(value)
