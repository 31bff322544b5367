import fcntl
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from sessions.appender import Appender, is_growing

FULL_DISK = """
import resource, sys
from pathlib import Path
from sessions.appender import Appender
resource.setrlimit(resource.RLIMIT_FSIZE, (10, 100))
appender = Appender(Path(sys.argv[1]))
for number in range(5):
    appender.append(f"row {number}\\n".encode())
lost = appender.close()
print(appender.trouble, lost.count(b"\\n"))
"""


def test_lines_arrive_in_order(tmp_path: Path) -> None:
    appender = Appender(tmp_path / "lines")
    for number in range(1000):
        appender.append(f"{number}\n".encode())
    assert appender.close() == b""
    assert (tmp_path / "lines").read_text() == "".join(f"{n}\n" for n in range(1000))


def test_lines_from_several_threads_are_all_kept(tmp_path: Path) -> None:
    appender = Appender(tmp_path / "lines")

    def work() -> None:
        for _ in range(2000):
            appender.append(b"x\n")

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    appender.close()
    assert (tmp_path / "lines").read_bytes().count(b"\n") == 8000


def test_what_is_appended_passes_through_the_encoder(tmp_path: Path) -> None:
    appender = Appender(tmp_path / "lines", encode=bytes.upper, finish=lambda: b"end")
    appender.append(b"a\n")
    appender.close()
    assert (tmp_path / "lines").read_bytes() == b"A\nend"


def test_a_file_grows_until_it_is_closed(tmp_path: Path) -> None:
    appender = Appender(tmp_path / "lines")
    assert is_growing(tmp_path / "lines")
    appender.close()
    assert not is_growing(tmp_path / "lines")


def test_a_file_that_is_there_already_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "lines").write_text("mine")
    with pytest.raises(FileExistsError):
        Appender(tmp_path / "lines")


def test_what_a_full_disk_refuses_is_told(tmp_path: Path) -> None:
    path = tmp_path / "lines"
    ran = subprocess.run(
        [sys.executable, "-c", FULL_DISK, path], capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == f"{path}: File too large 4"
    assert path.read_bytes() == b"row 0\nrow "


def test_what_a_full_disk_refused_is_written_when_there_is_room(tmp_path: Path) -> None:
    path = tmp_path / "lines"
    ran = subprocess.run(
        [
            sys.executable,
            "-c",
            FULL_DISK.replace(
                "lost =",
                "import time\n"
                "while appender.trouble is None: time.sleep(0.01)\n"
                "resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))\n"
                "lost =",
            ),
            path,
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.strip() == "None 0"
    assert path.read_text() == "".join(f"row {n}\n" for n in range(5))


def test_the_lock_is_one_that_others_can_see(tmp_path: Path) -> None:
    appender = Appender(tmp_path / "lines")
    with (tmp_path / "lines").open("rb") as file, pytest.raises(BlockingIOError):
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    appender.close()
