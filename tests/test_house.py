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


def test_the_command_line_starts_without_what_few_commands_need() -> None:
    heavy = {"aiohttp", "bleak", "cryptography", "imufusion", "sounddevice", "tensorflow"}
    code = "import sys, exermoted.cli; print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not heavy & set(ran.stdout.split())
