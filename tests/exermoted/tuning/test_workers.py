import os
import signal
import subprocess
import sys
from concurrent.futures import BrokenExecutor
from concurrent.futures import wait as wait_for
from contextlib import closing
from pathlib import Path

import pytest

from exermoted.tuning.workers import LocalWorkers, Task
from models.searchspace import PACKAGED
from tests.conftest import ROOT
from tests.fakes.tuning import GROUND, by_rate, dying_once, whoever
from tests.fakes.waiting import wait


def workers(count: int, task: Task, worn_after: int = 99) -> "closing[LocalWorkers]":
    return closing(LocalWorkers(GROUND, count, worn_after, task))


def test_each_works_in_a_process_of_its_own() -> None:
    with workers(2, whoever) as both:
        assert both.places == 2
        tasks = [both.submit(PACKAGED, "Ada") for _ in range(2)]
        found = {task.result() for task in tasks}
        assert len(found) == 2
        assert os.getpid() not in found
        assert both.submit(PACKAGED, "Ada").result() in found


def test_a_worn_one_is_taken_the_place_of() -> None:
    with workers(1, whoever, worn_after=2) as one:
        found = [one.submit(PACKAGED, "Ada").result() for _ in range(3)]
    assert found[0] == found[1] != found[2]


def test_one_that_is_killed_takes_nobody_else_s_task_along(tmp_path: Path) -> None:
    with workers(2, dying_once) as both:
        killed = both.submit(PACKAGED, str(tmp_path / "Bob"))
        other = both.submit(PACKAGED, str(tmp_path / "Ada"))
        wait_for([killed, other])
        with pytest.raises(BrokenExecutor):
            killed.result()
        assert isinstance(killed.exception(), both.lost)
        assert other.result() == PACKAGED["rate"]
        assert both.submit(PACKAGED, str(tmp_path / "Bob")).result() == PACKAGED["rate"]


def test_what_they_do_is_what_was_asked_for() -> None:
    with workers(1, by_rate) as one:
        assert one.submit(PACKAGED, "Bob").result() == by_rate(GROUND, PACKAGED, "Bob")


PROGRAM = """
import os, signal, threading, time
from exermoted.tuning.workers import LocalWorkers
from models.searchspace import PACKAGED
from tests.fakes.tuning import GROUND, whoever

"""
KILLED = """
if __name__ == "__main__":
    task = LocalWorkers(GROUND, 1, task=whoever).submit(PACKAGED, "Ada")
    print(round(task.result()), flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""
INTERRUPTED = """
def press():
    os.kill(os.getpid(), signal.SIGINT)

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background ignores it
    threading.Thread(target=time.sleep, args=(99,), daemon=True).start()  # takes signals, too
    for after_ms in range(1, 12):
        workers = LocalWorkers(GROUND, 1, task=whoever)
        try:
            threading.Timer(after_ms / 1000, press).start()
            workers.submit(PACKAGED, "Ada")
            time.sleep(99)
        except KeyboardInterrupt:
            print("ended", flush=True)
        workers.close()
"""


def ran(program: str) -> "subprocess.CompletedProcess[str]":
    words = [sys.executable, "-c", PROGRAM + program]
    return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)


def test_they_end_with_the_process_that_began_them() -> None:
    ended = ran(KILLED)
    worker = Path("/proc") / ended.stdout.strip()
    assert ended.returncode == -signal.SIGKILL
    wait(lambda: not worker.exists())


def test_ctrl_c_while_one_begins_is_no_traceback_of_its() -> None:
    ended = ran(INTERRUPTED)
    assert ended.returncode == 0
    assert ended.stdout.count("ended") == 11
    assert ended.stderr == ""
