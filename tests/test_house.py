"""What holds for the distribution as a whole."""

import subprocess
import sys
from importlib import metadata

import pytest

ROOMS = ("exermoted", "inference", "models", "recorder", "sessions")


@pytest.mark.parametrize("room", ROOMS)
def test_a_rooms_name_belongs_to_this_distribution_alone(room: str) -> None:
    assert set(metadata.packages_distributions().get(room, ["exermoted"])) == {"exermoted"}


def test_the_runtime_stays_small() -> None:
    wanted = metadata.requires("exermoted") or []
    runtime = [line for line in wanted if "extra ==" not in line]
    heavy = ("tensorflow", "pandas", "scipy", "matplotlib", "keras")
    assert not [line for line in runtime if line.startswith(heavy)]


def loaded_by(module: str) -> set[str]:
    code = f"import sys, {module}; print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(ran.stdout.split())


def test_the_command_line_starts_without_what_few_commands_need() -> None:
    heavy = {"aiohttp", "bleak", "cryptography", "imufusion", "sounddevice", "tensorflow"}
    assert not heavy & loaded_by("exermoted.cli")


def test_the_daemon_starts_without_what_it_may_never_need() -> None:
    heavy = {"ai_edge_litert", "aiomqtt", "bleak", "cryptography", "matplotlib", "pydantic"}
    heavy |= {"rich", "segno", "sounddevice", "typer"}
    assert not heavy & loaded_by("exermoted.service.serving")
