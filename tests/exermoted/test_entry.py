import os
import subprocess
import sys
from pathlib import Path

from tests.fakes.waiting import PATIENCE_S


def started(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"XDG_CONFIG_HOME": str(folder)}
    command = [sys.executable, "-m", "exermoted", *arguments]
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, check=False, timeout=PATIENCE_S
    )


def test_a_daemon_that_cannot_follow_its_configuration_says_so_in_a_line(tmp_path: Path) -> None:
    config = tmp_path / "exermoted" / "config.yaml"
    config.parent.mkdir()
    config.write_text("souce: sim\n")
    ran = started(tmp_path, "run")
    assert ran.returncode == 2
    assert ran.stderr.startswith(f"exermoted: {config}: ")
    assert ran.stderr.count("\n") == 1


def test_everything_else_is_the_command_lines(tmp_path: Path) -> None:
    assert "Example: exermoted run" in started(tmp_path, "run", "--help").stdout
    assert started(tmp_path, "--version").stdout.startswith("exermoted ")
