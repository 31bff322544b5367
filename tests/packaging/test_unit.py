"""What systemd thinks of the unit."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

UNIT = ROOT / "packaging" / "exermoted.service"
MOST_EXPOSURE = 2.0

pytestmark = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed"
)


def analyze(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = ["systemd-analyze", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_it_says_nothing_that_systemd_does_not_know(tmp_path: Path) -> None:
    unit = tmp_path / UNIT.name
    unit.write_text(UNIT.read_text().replace("/opt/exermoted/bin/exermoted", sys.executable))
    ran = analyze("verify", "--man=no", unit)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")


def test_it_is_hardly_exposed() -> None:
    threshold = f"--threshold={MOST_EXPOSURE * 10:.0f}"
    ran = analyze("security", "--offline=true", "--no-pager", threshold, UNIT)
    assert ran.returncode == 0, ran.stdout
