import os
import subprocess
import sys
from pathlib import Path

import pytest

from exermoted.upload.queue import LOCK_NAME, Queue
from sessions.errors import DataError


def test_a_session_waits_until_it_has_arrived(tmp_path: Path) -> None:
    queue = Queue(tmp_path / "queue")
    assert queue.state("a") is None
    queue.put(tmp_path / "a")
    queue.put(tmp_path / "a")
    assert Queue(tmp_path / "queue").waiting() == ["a"]
    entry = queue.entry("a")
    assert entry
    assert entry.folder == tmp_path / "a"
    queue.finish(entry)
    assert queue.waiting() == []
    assert queue.state("a") == "uploaded"
    queue.put(tmp_path / "a")
    assert queue.waiting() == []


def test_one_that_arrived_may_be_uploaded_again(tmp_path: Path) -> None:
    queue = Queue(tmp_path / "queue")
    queue.put(tmp_path / "a")
    entry = queue.entry("a")
    assert entry
    queue.finish(entry)
    queue.put(tmp_path / "a", again=True)
    assert queue.waiting() == ["a"]


def test_the_oldest_comes_first(tmp_path: Path) -> None:
    queue = Queue(tmp_path / "queue")
    for name in ("20260302T101500Z_Ada", "20260301T101500Z_Ada"):
        queue.put(tmp_path / name)
    assert queue.waiting() == ["20260301T101500Z_Ada", "20260302T101500Z_Ada"]


def test_why_it_did_not_arrive_is_written_down(tmp_path: Path) -> None:
    queue = Queue(tmp_path / "queue")
    queue.put(tmp_path / "a")
    queue.fail("a", "no network")
    queue.fail("never heard of", "no network")
    entry = queue.entry("a")
    assert entry
    assert entry.problem == "no network"
    assert queue.waiting() == ["a"]


def test_a_file_that_is_damaged_is_named(tmp_path: Path) -> None:
    queue = Queue(tmp_path / "queue")
    queue.put(tmp_path / "a")
    (tmp_path / "queue" / "waiting" / "a.json").write_text("{")
    with pytest.raises(DataError, match=r"a\.json"):
        queue.entry("a")


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    queue = Queue(tmp_path / "file" / "queue")
    with pytest.raises(DataError, match="cannot be made"):
        queue.put(tmp_path / "a")


def test_a_lock_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "queue" / LOCK_NAME).mkdir(parents=True)
    with (
        pytest.raises(DataError, match="lock: cannot be written"),
        Queue(tmp_path / "queue").owned(),
    ):
        pass


@pytest.mark.skipif(os.getuid() != 0, reason="only root may be somebody else")
def test_a_queue_of_somebody_else_is_named(tmp_path: Path) -> None:
    program = """
import os, sys
from pathlib import Path
from exermoted.upload.queue import Queue
from sessions.errors import DataError
os.setuid(65534)
queue = Queue(Path(sys.argv[1]))
print(queue.state("a"))
try:
    queue.put(Path("/a"))
except DataError as error:
    print(error)
"""
    folder = tmp_path / "somebody"
    folder.mkdir(mode=0o700)
    command = [sys.executable, "-c", program, str(folder / "queue")]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    assert ran.stdout == f"None\n{folder}/queue/waiting: cannot be made: Permission denied\n"
