import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from exermoted.history.historian import Historian
from exermoted.history.presence import Presence
from exermoted.history.reading import History, read_history
from exermoted.history.schema import open_to_write, transaction
from exermoted.service.hub import Hub
from exermoted.service.messages import AnyMessage, Ended, Note, Started, Tick
from tests.fakes.told import a_set, a_workout, done, ended, run
from tests.fakes.waiting import wait

DIES = """
import sys, time
from pathlib import Path
from exermoted.history.historian import Historian
from exermoted.service.messages import Started
from tests.fakes.told import done, run
with Historian(Path(sys.argv[1])) as historian:
    historian.take(Started(run=run()))
    for count in range(1, 4):
        historian.take(done(1, count))
    print("told", flush=True)
    time.sleep(60)
"""

FULL = """
import resource, sys, threading
from pathlib import Path
from exermoted.history.historian import Historian
from tests.fakes.told import a_workout, run
changed = threading.Event()
said = []
def warn(text):
    said.append(text)
    changed.set()
with Historian(Path(sys.argv[1]), warn) as historian:
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 10_000_000))
    for _ in range(20):
        for message in a_workout(run(), {"Squat": 10}):
            historian.take(message)
    changed.wait(20)
    changed.clear()
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000_000, 10_000_000))
    changed.wait(20)
print(*said, sep="\\n")
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "history.sqlite3"


def write(path: Path, messages: Iterable[AnyMessage]) -> None:
    with Historian(path) as historian:
        for message in messages:
            historian.take(message)


def counted(path: Path) -> int:
    return sum(workout.repetitions for workout in read_history(path).workouts)


def has(path: Path, repetitions: int) -> bool:
    return counted(path) == repetitions


def states(history: History) -> list[str]:
    return [workout.state for workout in history.workouts]


def test_a_workout_is_written_as_it_was_told(path: Path) -> None:
    hub = Hub()
    with Historian(path) as historian:
        hub.listen(historian.take)
        for message in a_workout(run(), {"Squat": 3, "Burpee": 2}):
            hub.tell(message)
    (workout,) = read_history(path).workouts
    assert (workout.kind, workout.subject, workout.source) == ("live", "Ada", "sim")
    assert (workout.started, workout.ended) == (
        "2026-11-24T10:00:00.000Z",
        "2026-11-24T10:02:00.000Z",
    )
    assert [(each.exercise, each.repetitions) for each in workout.sets] == [
        ("Squat", 3),
        ("Burpee", 2),
    ]
    assert workout.sets[1].started == "2026-11-24T10:01:02.000Z"
    assert (workout.repetitions, workout.state) == (5, "complete")


def test_ticks_and_notes_are_none_of_its_business(path: Path) -> None:
    tick = Tick(tick=0, time_s=0.0, values=(), ages_s=())
    write(path, [tick, Note(time_s=0.0, text="here"), done(1, 1)])
    assert read_history(path).workouts == ()


def test_each_repetition_can_be_read_while_the_workout_goes_on(path: Path) -> None:
    with Historian(path) as historian:
        historian.take(Started(run=run()))
        for count in range(1, 4):
            historian.take(done(1, count))
            wait(partial(has, path, count))
        assert states(read_history(path)) == ["running"]


def test_a_run_that_never_began_leaves_the_one_before_as_it_was(path: Path) -> None:
    failed = Ended(run=run(), state="failed", time_s=0.0, frames=0, error="no radio")
    write(path, [*a_workout(run(), {"Squat": 1}), failed])
    assert states(read_history(path)) == ["complete"]


def test_what_has_no_end_when_the_program_ends_has_failed(path: Path) -> None:
    write(path, [Started(run=run()), *a_set(1, 3)])
    (workout,) = read_history(path).workouts
    assert (workout.state, workout.ended) == ("failed", "2026-11-24T10:00:06.000Z")


def test_kill_9_loses_nothing_and_the_next_start_closes_what_was_open(path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", DIES, path], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "told\n"
    time.sleep(1.0)  # what is promised: nothing older than a second is lost
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    assert (counted(path), states(read_history(path))) == (3, ["running"])
    write(path, [])
    assert (counted(path), states(read_history(path))) == (3, ["recovered"])
    assert read_history(path).workouts[0].ended == "2026-11-24T10:00:06.000Z"


def test_a_workout_that_another_program_writes_is_left_open(path: Path) -> None:
    with Historian(path) as other:
        other.take(Started(run=run()))
        other.take(done(1, 1))
        wait(partial(has, path, 1))
        write(path, a_workout(run("record"), {"Burpee": 2}))
        assert sorted(states(read_history(path))) == ["complete", "running"]
        other.take(ended(run()))
    assert states(read_history(path)) == ["complete", "complete"]


def test_what_a_full_disk_refused_is_written_when_there_is_room(path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", FULL, path], capture_output=True, text=True, check=True
    )
    first, second = ran.stdout.splitlines()
    assert first.startswith(f"the history cannot be written, trying again: {path}: ")
    assert second == "the history is written again"
    history = read_history(path)
    assert (len(history.workouts), counted(path)) == (20, 200)
    assert set(states(history)) == {"complete"}


def test_a_folder_that_cannot_be_made_is_told_once_and_tried_again(tmp_path: Path) -> None:
    path = tmp_path / "taken" / "history.sqlite3"
    path.parent.write_text("a file")
    said: list[str] = []
    with Historian(path, said.append) as historian:
        for message in a_workout(run(), {"Squat": 3}):
            historian.take(message)
        wait(lambda: said)
        path.parent.unlink()
        wait(lambda: len(said) == 2)
    assert "trying again" in said[0]
    assert said[1] == "the history is written again"
    assert counted(path) == 3


def test_what_could_not_be_written_to_the_end_is_told(tmp_path: Path) -> None:
    path = tmp_path / "taken" / "history.sqlite3"
    path.parent.write_text("a file")
    said: list[str] = []
    with Historian(path, said.append) as historian:
        for message in a_workout(run(), {"Squat": 3}):
            historian.take(message)
    assert said[1:] == ["the history lacks the last 6 things that happened"]


def test_a_file_that_is_no_database_is_told_and_left_alone(path: Path) -> None:
    path.write_text("squats: 10\n" * 100)
    said: list[str] = []
    with Historian(path, said.append) as historian:
        historian.take(Started(run=run()))
    assert "file is not a database" in said[0]
    assert path.read_text() == "squats: 10\n" * 100


def test_a_workout_that_was_deleted_keeps_nothing_from_the_next_one(path: Path) -> None:
    said: list[str] = []
    with Historian(path, said.append) as historian:
        historian.take(Started(run=run()))
        historian.take(done(1, 1))
        wait(partial(has, path, 1))
        with closing(open_to_write(path)) as database:
            database.execute("DELETE FROM workouts")
        for message in (done(1, 2), done(1, 3), *a_workout(run(), {"Squat": 3})):
            historian.take(message)
    assert counted(path) == 3
    assert said == [f"{path}: the workout that goes on is not in the history any more"]


def test_a_database_that_was_removed_is_made_anew_by_the_next_workout(path: Path) -> None:
    with Historian(path) as historian:
        for message in a_workout(run(), {"Squat": 1}):
            historian.take(message)
        wait(lambda: path.exists() and states(read_history(path)) == ["complete"])
        for file in path.parent.glob(f"{path.name}*"):
            file.unlink()
        for message in a_workout(run(), {"Squat": 3}):
            historian.take(message)
    assert counted(path) == 3


def test_who_waits_for_another_program_gives_up_in_the_end(path: Path) -> None:
    first = Presence(path)
    said: list[str] = []
    with Historian(path, said.append) as historian:
        historian.take(Started(run=run()))
        wait(lambda: said)
    first.end()
    assert "another program closes what a crash left open" in said[0]


def test_nobody_waits_for_a_disk_that_another_holds(path: Path) -> None:
    with closing(open_to_write(path)) as other, Historian(path) as historian:
        with transaction(other):
            historian.take(Started(run=run()))
            for count in range(1, 101):
                historian.take(done(1, count))
            assert counted(path) == 0
        wait(partial(has, path, 100))
