import asyncio
from pathlib import Path

import pytest

from exermoted.config import UploadConfig
from exermoted.upload.rclone import Rclone, RcloneError
from sessions.errors import UsageError
from tests.fakes.waiting import wait


def program(folder: Path, script: str) -> str:
    path = folder / "program"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


def failure(folder: Path, script: str, longest_s: float = 10.0) -> str:
    """Returns what is told where rclone does ``script``."""
    config = UploadConfig(remote="cloud:", rclone=program(folder, script))
    with pytest.raises(RcloneError) as caught:
        asyncio.run(Rclone(config, longest_s).upload(folder))
    return str(caught.value)


def is_over(process: str) -> bool:
    try:
        return ") Z " in Path(f"/proc/{process}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return True


def test_without_a_remote_there_is_nothing_to_do() -> None:
    with pytest.raises(UsageError, match="no remote is named"):
        Rclone(UploadConfig())


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("2026/11/24 18:58:51 Failed to check: 1 differences found", "Failed to check"),
        ("2026/11/24 18:58:51 ERROR : a.csv: Failed to copy", "a.csv: Failed to copy"),
        ("Put https://ada:engine@host/x: EOF", "Put https://***@host/x: EOF"),
        ("bad remote :webdav,user=ada,pass=engine:x", "bad remote :webdav,user=ada,pass=***:x"),
        ("", "it says nothing"),
    ],
)
def test_its_last_line_is_told_without_time_and_passwords(
    tmp_path: Path, said: str, told: str
) -> None:
    line = failure(tmp_path, f"echo first >&2; echo '{said}' >&2; exit 1")
    assert line.startswith(told) or (not said and line == "first")
    assert "engine" not in line


def test_one_that_hangs_is_ended_with_what_it_started(tmp_path: Path) -> None:
    told = failure(tmp_path, f"sleep 60 & echo $! > {tmp_path}/child; wait", longest_s=2)
    assert told == "rclone took longer than 2 s"
    child = (tmp_path / "child").read_text().strip()
    wait(lambda: is_over(child))


def test_it_has_a_low_priority(tmp_path: Path) -> None:
    assert failure(tmp_path, "nice >&2; exit 1") == "10"
