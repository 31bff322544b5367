import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sessions.channels import nearable
from sessions.errors import DataError
from sessions.folder import FRAMES_NAME, PARTIAL_NAME, read_session
from sessions.frames import SET_BREAK, Sample
from sessions.info import SessionInfo, read_info, stream_info
from sessions.rawlog import RAW_NAME, read_lines
from sessions.repair import close_crashed, repair, unfinished
from sessions.writer import SessionWriter
from tests.fakes.recordings import frame

HAND = nearable("right_hand")
VALUES = (0.5, -1.0, 0.25, -62.0)

KILLED = """
import sys, time
from pathlib import Path
from tests.sessions.test_writer import begin, VALUES, frame, SET_BREAK, Sample
writer = begin(Path(sys.argv[1]))
for tick in range(10_000):
    writer.write_sample(Sample("right_hand", tick / 10, VALUES))
    writer.write_frame(frame(tick, VALUES), SET_BREAK, 0.0)
    time.sleep(0.001)
"""


def begin(folder: Path) -> SessionWriter:
    folder.mkdir(parents=True, exist_ok=True)
    info = SessionInfo(
        subject="Ada",
        state="recording",
        started="2026-11-23T06:49:23.000+00:00",
        rate_hz=10.0,
        duration_s=60.0,
        streams={"right_hand": stream_info(HAND)},
    )
    return SessionWriter(folder, info, start_s=100.0)


def test_a_session_is_written_and_read_back(tmp_path: Path) -> None:
    writer = begin(tmp_path)
    for tick in range(20):
        writer.write_sample(Sample("right_hand", 100 + tick / 10, VALUES, device_time_s=7.5))
        writer.write_frame(frame(tick, VALUES), SET_BREAK, late_s=0.002)
    info = writer.close("complete", notes=("all well",))
    assert (info.state, info.frames, info.lost_rows) == ("complete", 20, 0)
    assert info.ticks.late_median_ms == 2.0
    assert read_info(tmp_path) == info
    recording = read_session(tmp_path)
    assert recording.streams == (HAND,)
    assert recording.frames[7].values == VALUES
    lines = list(read_lines(tmp_path / RAW_NAME))
    assert lines[0] == (
        b'{"streams":{"right_hand":["acceleration_x_g","acceleration_y_g",'
        b'"acceleration_z_g","rssi_dbm"]}}'
    )
    assert lines[1] == (
        b'{"stream":"right_hand","time_s":0.0,"values":[0.5,-1.0,0.25,-62.0],"device_time_s":7.5}'
    )
    assert len(lines) == 21


def test_a_device_s_clock_is_related_to_the_session_s(tmp_path: Path) -> None:
    writer = begin(tmp_path)
    writer.write_sample(Sample("right_hand", 101.0, VALUES))
    assert writer.close("complete").clock_offsets_s == {}
    writer = begin(tmp_path / "again")
    for time_s in (101.0, 102.0):
        writer.write_sample(Sample("right_hand", time_s, VALUES, device_time_s=time_s + 400.5))
    assert writer.close("complete").clock_offsets_s == {"right_hand": 500.5}


def test_a_tick_that_was_missed_is_counted(tmp_path: Path) -> None:
    writer = begin(tmp_path)
    writer.write_frame(frame(0, VALUES), SET_BREAK, 0.0)
    missed = frame(1, (float("nan"),) * 4)
    writer.write_frame(
        type(missed)(1, 0.1, missed.values, (float("nan"),), None), SET_BREAK, late_s=0.13
    )
    assert writer.close("complete").ticks.missed == 1


def test_a_session_that_is_growing_is_neither_read_nor_repaired(tmp_path: Path) -> None:
    writer = begin(tmp_path / "one")
    assert unfinished(tmp_path) == []
    with pytest.raises(DataError, match="is not finished"):
        read_session(tmp_path / "one")
    with pytest.raises(DataError, match="is being recorded"):
        repair(tmp_path / "one")
    writer.close("interrupted")
    with pytest.raises(DataError, match="needs no repair"):
        repair(tmp_path / "one")


def test_a_session_survives_kill_9(tmp_path: Path) -> None:
    folder = tmp_path / "one"
    process = subprocess.Popen([sys.executable, "-c", KILLED, folder])
    partial = folder / PARTIAL_NAME
    while not partial.exists() or partial.stat().st_size < 10_000:
        time.sleep(0.05)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert unfinished(tmp_path) == [folder]
    info = repair(folder)
    recording = read_session(folder)
    assert info.state == "recovered"
    assert info.frames == len(recording.frames) > 100
    assert len(list(read_lines(folder / RAW_NAME))) > 100
    assert unfinished(tmp_path) == []


def test_what_cannot_be_closed_is_told_and_keeps_no_other_from_it(tmp_path: Path) -> None:
    begin(tmp_path / "b").close("complete")
    (tmp_path / "b" / FRAMES_NAME).rename(tmp_path / "b" / PARTIAL_NAME)
    shutil.copytree(tmp_path / "b", tmp_path / "a")
    (tmp_path / "a" / PARTIAL_NAME).unlink()
    (tmp_path / "a" / PARTIAL_NAME).mkdir()
    told = list(close_crashed(tmp_path))
    assert [line.partition(": ")[0] for line in told] == [
        f"{tmp_path / 'a'}",
        f"closed {tmp_path / 'b'}, which had no end",
    ]
    assert "cannot be repaired: Is a directory" in told[0]


def test_a_torn_last_row_is_cut_off(tmp_path: Path) -> None:
    writer = begin(tmp_path)
    for tick in range(3):
        writer.write_frame(frame(tick, VALUES), SET_BREAK, 0.0)
    writer.close("complete")
    whole = (tmp_path / FRAMES_NAME).read_bytes()
    (tmp_path / FRAMES_NAME).unlink()
    (tmp_path / PARTIAL_NAME).write_bytes(whole[:-5])
    assert repair(tmp_path).frames == 2
    assert len(read_session(tmp_path).frames) == 2


def test_a_session_killed_before_its_first_row_keeps_its_header(tmp_path: Path) -> None:
    begin(tmp_path).close("complete")
    (tmp_path / FRAMES_NAME).unlink()
    (tmp_path / PARTIAL_NAME).write_bytes(b"tick,ti")
    assert repair(tmp_path).frames == 0
    with pytest.raises(DataError, match="holds no rows"):
        read_session(tmp_path)


def test_a_folder_that_takes_nothing_is_told_at_once(tmp_path: Path) -> None:
    begin(tmp_path).close("complete")
    with pytest.raises(DataError, match="cannot be written: File exists"):
        begin(tmp_path)
