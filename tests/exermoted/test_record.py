import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from exermoted.cli import run
from sessions.folder import FRAMES_NAME, PARTIAL_NAME, read_session
from sessions.info import read_info
from sessions.load import find_recordings
from tests.fakes.waiting import PATIENCE_S

Capture = pytest.CaptureFixture[str]


def record(out: Path, source: str, *more: str) -> int:
    return run(["record", "--subject", "Ada", "--source", source, "--out", str(out), *more])


def without_utc(row: str) -> list[str]:
    cells = row.split(",")
    return cells[:2] + cells[3:]


def started(out: Path, session: Path) -> "subprocess.Popen[str]":
    """A recording in a process of its own, once its first rows are on the disk."""
    command = f"-m exermoted record --subject Ada --out {out} --speed 4 --source replay:{session}"
    process = subprocess.Popen(
        [sys.executable, *command.split()],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    for _ in range(400):
        partials = list(out.glob(f"*/{PARTIAL_NAME}"))
        if partials and partials[0].stat().st_size > 2000:
            return process
        time.sleep(0.05)
    raise AssertionError(process.communicate())


def test_a_replay_is_recorded_with_its_own_labels(tmp_path: Path, session: Path) -> None:
    assert record(tmp_path / "out", f"replay:{session}", "--speed", "1000") == 0
    (folder,) = find_recordings(tmp_path / "out")
    before, after = read_session(session), read_session(folder)
    assert after.labels == before.labels
    assert [f.values for f in after.frames] == [f.values for f in before.frames]
    info = read_info(folder)
    assert (info.state, info.subject, info.seed) == ("complete", "Ada", None)
    assert info.streams["phone"].samples == 600


def test_a_simulated_workout_is_recorded(tmp_path: Path, capsys: Capture) -> None:
    more = ("--duration", "30s", "--seed", "7", "--speed", "1000", "--json")
    assert record(tmp_path, "sim", *more) == 0
    (folder,) = find_recordings(tmp_path)
    info = read_info(folder)
    assert (info.frames, info.seed, info.sources) == (300, 7, ("sim",))
    assert [e.name for e in info.exercises] == ["Burpee", "Situp", "Squat"]
    assert set(info.streams) == {
        *("phone", "right_hand", "left_hand", "right_foot", "left_foot", "chest", "belly")
    }
    assert json.loads(capsys.readouterr().out)["session"]["frames"] == 300


def test_the_same_seed_gives_the_same_frames_at_any_speed(tmp_path: Path) -> None:
    more = ("--duration", "20s", "--seed", "3", "--speed")
    assert record(tmp_path / "a", "sim", *more, "1000") == 0
    assert record(tmp_path / "b", "sim", *more, "40") == 0
    (a,), (b,) = find_recordings(tmp_path / "a"), find_recordings(tmp_path / "b")
    first, second = ((folder / FRAMES_NAME).read_text().splitlines() for folder in (a, b))
    assert [without_utc(row) for row in first] == [without_utc(row) for row in second]


def test_ctrl_c_ends_a_session_and_keeps_it(tmp_path: Path, session: Path) -> None:
    process = started(tmp_path / "out", session)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 130, err
    assert "(interrupted)" in out
    (folder,) = find_recordings(tmp_path / "out")
    info = read_info(folder)
    assert info.state == "interrupted"
    assert 0 < info.frames == len(read_session(folder).frames) < 600


def test_a_killed_session_is_closed_at_the_next_start(
    tmp_path: Path, session: Path, capsys: Capture
) -> None:
    process = started(tmp_path / "out", session)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    (killed,) = find_recordings(tmp_path / "out")
    assert record(tmp_path / "out", f"replay:{session}", "--speed", "1000") == 0
    assert f"closed {killed}" in capsys.readouterr().err.replace("\n", "")
    assert read_info(killed).state == "recovered"
    assert len(read_session(killed).frames) > 0


def test_progress_is_told_in_lines_where_there_is_no_terminal(
    tmp_path: Path, session: Path, capsys: Capture
) -> None:
    assert record(tmp_path / "out", f"replay:{session}", "--speed", "1000") == 0
    said = capsys.readouterr().err.splitlines()
    assert said[0].startswith("0:00 set break, 0:")
    assert " set 1: " in said[1]


def test_a_folder_that_cannot_be_written(tmp_path: Path, session: Path, capsys: Capture) -> None:
    (tmp_path / "out").write_text("a file")
    assert record(tmp_path / "out", f"replay:{session}", "--speed", "1000") == 1
    assert "cannot be made" in capsys.readouterr().err


def test_a_recording_that_is_not_there(tmp_path: Path, capsys: Capture) -> None:
    assert record(tmp_path / "out", "replay:/no/recording") == 1
    assert "/no/recording: there is no such file or folder" in capsys.readouterr().err
