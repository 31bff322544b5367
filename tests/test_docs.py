"""What the documents say is what the program does."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from exermoted.cli import app
from tests.conftest import ROOT

COMMANDS = (ROOT / "docs" / "commands.md").read_text()
README = (ROOT / "README.md").read_text()


def commands(command: Any, path: tuple[str, ...] = ("exermoted",)) -> Iterator[tuple[str, Any]]:
    for name, sub in getattr(command, "commands", {}).items():
        yield from commands(sub, (*path, name))
    if not hasattr(command, "commands") or command.invoke_without_command:
        yield " ".join(path), command


ALL = dict(commands(typer.main.get_command(app)))


def section(path: str) -> str:
    found = re.search(
        rf"^## {re.escape(path)}\n(.*?)(?=^## |\Z)", COMMANDS, re.MULTILINE | re.DOTALL
    )
    assert found, f"docs/commands.md has no section '{path}'"
    return found[1]


@pytest.mark.parametrize("path", ALL)
def test_every_option_is_documented_and_every_documented_one_is_there(path: str) -> None:
    options = {
        name
        for parameter in ALL[path].params
        for name in getattr(parameter, "opts", ())
        if name.startswith("--")
    } - {"--help"}
    assert set(re.findall(r"^\| `(--[\w-]+)", section(path), re.MULTILINE)) == options


@pytest.mark.parametrize("path", ALL)
def test_every_command_has_an_example_in_its_help(path: str) -> None:
    assert f"Example: [bold]{path}" in ALL[path].help


def test_no_command_is_documented_that_is_not_there() -> None:
    assert set(re.findall(r"^## (exermoted .*)$", COMMANDS, re.MULTILINE)) == set(ALL)


@pytest.mark.parametrize("line", re.findall(r"^exermoted (.*?)\s*(?:#.*)?$", README, re.MULTILINE))
def test_the_readmes_commands_are_real(line: str) -> None:
    words = line.split()
    path = next(p for p in ALL if f"exermoted {line}".startswith(p))
    options = {name for parameter in ALL[path].params for name in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= options


def test_the_readmes_make_targets_are_there() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"`?make ([a-z]+)", README)) <= targets


@pytest.mark.parametrize("document", [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))])
def test_every_picture_is_there(document: Path) -> None:
    text = document.read_text()
    pictures = re.findall(r'!\[[^]]*\]\(([^)]+)\)|<img src="([^"]+)"', text)
    assert all((document.parent / "".join(found)).is_file() for found in pictures)
