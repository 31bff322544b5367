from collections.abc import Callable
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

import numpy as np
import pytest

from recorder.foreign.reading import read_foreign
from sessions.channels import PHONE
from sessions.errors import DataError, UsageError
from sessions.frames import Label, Phase
from sessions.recording import Recording
from tests.fakes.foreign import MAP, ONE, rocking, write_csv, write_log, write_pair

Read = Callable[..., list[Recording]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Reads all that a map explains in the test's folder."""

    def read(text: str, rate_hz: float = 10.0) -> list[Recording]:
        path = tmp_path / "map.yaml"
        path.write_text(text)
        found = read_foreign(sorted(tmp_path.glob("*.csv")), path, rate_hz)
        return [foreign.recording() for foreign in found.recordings]

    return read


def runs(recording: Recording) -> list[tuple[Label, int]]:
    return [(label, len(list(group))) for label, group in groupby(recording.labels)]


def test_two_files_of_two_rates_become_one_recording(tmp_path: Path, read: Read) -> None:
    write_pair(tmp_path, "ada_squat_8")
    (recording,) = read(MAP)
    assert (recording.subject, recording.rate_hz, recording.streams) == ("ada", 10.0, (PHONE,))
    assert recording.started == datetime(2020, 9, 13, 12, 26, 40, tzinfo=UTC)
    assert recording.frames[10].utc_s == 1.6e9 + 1
    values = np.array([frame.values for frame in recording.frames])
    gravity, rotation = rocking(np.arange(len(values)) / 10)
    inner = slice(15, -15)
    assert np.abs(values[inner, :3] - gravity[inner]).max() < 0.1
    assert np.abs(values[inner, 9:] - rotation[inner]).max() < 0.05
    assert runs(recording) == [(Label(Phase.SET, "squat", 1), len(values))]
    assert dict(recording.counts) == {1: 8}


def test_each_file_is_a_session_and_its_ends_may_be_rest(tmp_path: Path, read: Read) -> None:
    write_pair(tmp_path, "ada_row_5")
    write_pair(tmp_path, "bob_none_0")
    labels = "labels: {group: exercise, values: {row: Row}, rest: [none], ends_s: [2, 3]}\n"
    ada, bob = read(MAP + labels)
    assert [(label.phase, steps) for label, steps in runs(ada)] == [
        (Phase.SET_BREAK, 20),
        (Phase.SET, 150),
        (Phase.SET_BREAK, 30),
    ]
    assert {label.phase for label in bob.labels} == {Phase.SET_BREAK}
    assert not bob.counts


def test_labels_from_a_column_are_sets_that_are_counted_by_a_table(
    tmp_path: Path, read: Read
) -> None:
    write_log(tmp_path / "log.csv", [("-", 5), ("dip", 10), ("-", 5), ("row", 10)])
    labels = "labels: {column: activity, values: {dip: Dip, row: Row}, rest: ['-']}\n"
    (recording,) = read(f"{ONE}{labels}counts: {{files: {{log.csv: [4, 7]}}}}\n")
    assert [(label.phase, label.exercise, label.set) for label, _ in runs(recording)] == [
        (Phase.SET_BREAK, None, None),
        (Phase.SET, "Dip", 1),
        (Phase.SET_BREAK, None, None),
        (Phase.SET, "Row", 2),
    ]
    assert [steps for _, steps in runs(recording)] == [50, 100, 50, 100]
    assert dict(recording.counts) == {1: 4, 2: 7}
    assert recording.started is None


def with_columns(tmp_path: Path, columns: str, cells: Callable[[float], str]) -> None:
    at_s = np.arange(0, 12, 0.05)
    values = np.hstack(rocking(at_s))
    rows = [[t, *v, cells(t)] for t, v in zip(at_s, values, strict=True)]
    write_csv(tmp_path / "log.csv", f"s,ax,ay,az,gx,gy,gz,{columns}", rows)


def test_halves_sets_and_repetitions_are_taken_where_columns_tell_them(
    tmp_path: Path, read: Read
) -> None:
    def cells(t: float) -> str:
        half = ["down", "up", "wait"][int(t) % 3]
        return f"dip,{half}" if t >= 3 else "none,"

    with_columns(tmp_path, "what,half", cells)
    halves = "halves: {column: half, first: [down], second: [up]}"
    trimmed = "trimmed_s: {dip: 0.3}"
    (recording,) = read(f"{ONE}labels: {{column: what, rest: [none], {halves}, {trimmed}}}\n")
    assert recording.trimmed_s == {"dip": 0.3}
    assert runs(recording)[:5] == [
        (Label(Phase.SET_BREAK), 30),
        (Label(Phase.FIRST_HALF, "dip", 1, 1), 10),
        (Label(Phase.SECOND_HALF, "dip", 1, 1), 10),
        (Label(Phase.BREAK, "dip", 1, 1), 10),
        (Label(Phase.FIRST_HALF, "dip", 1, 2), 10),
    ]
    assert not recording.counts


def test_a_column_of_sets_parts_them_and_one_of_repetitions_counts_them(
    tmp_path: Path, read: Read
) -> None:
    with_columns(tmp_path, "what,set,rep", lambda t: f"dip,{int(t // 6)},{int(t) % 6 // 2 + 1}")
    (recording,) = read(f"{ONE}labels: {{column: what, set: set, repetition: rep}}\n")
    assert [(label.set, steps) for label, steps in runs(recording)] == [(1, 60), (2, 60)]
    assert dict(recording.counts) == {1: 3, 2: 3}


def test_a_running_count_in_a_column_is_as_good(tmp_path: Path, read: Read) -> None:
    with_columns(tmp_path, "what,done", lambda t: f"dip,{int(t) // 3}")
    (recording,) = read(f"{ONE}labels: {{column: what}}\ncounts: {{column: done}}\n")
    assert dict(recording.counts) == {1: 3}


def test_people_and_long_pauses_part_sessions(tmp_path: Path, read: Read) -> None:
    at_s = [*np.arange(0, 5, 0.05), *np.arange(500, 505, 0.05), *np.arange(0, 5, 0.05)]
    values = np.hstack(rocking(np.array(at_s)))
    who = ["a"] * 200 + ["b"] * 100
    rows = [[t, *v, w] for t, v, w in zip(at_s, values, who, strict=True)]
    write_csv(tmp_path / "log.csv", "s,ax,ay,az,gx,gy,gz,who", rows)
    found = read(ONE.replace("name: Ada", "column: who"))
    assert [(one.subject, len(one.frames)) for one in found] == [("a", 50), ("a", 50), ("b", 50)]
    assert {label.phase for label in found[0].labels} == {Phase.SET_BREAK}


def test_a_pause_in_both_files_parts_sessions_unless_one_count_is_for_them(
    tmp_path: Path, read: Read
) -> None:
    for start_s in (1.6e9, 1.6e9 + 300):
        folder = tmp_path / f"{start_s:.0f}"
        folder.mkdir()
        write_pair(folder, "ada_squat_8", start_s=start_s)
    for name in ("ada_squat_8_acc.csv", "ada_squat_8_gyr.csv"):
        first, second = ((f / name).read_text() for f in sorted(tmp_path.iterdir()) if f.is_dir())
        wrong = "0,1,1,1\n"  # a clock that was not set yet is no session
        header, rows = first.split("\n", 1)
        (tmp_path / name).write_text(f"{header}\n{wrong}{rows}{second.split(chr(10), 1)[1]}")
    with pytest.raises(DataError, match="2 sessions of it, whose counts no name can tell"):
        read(MAP)
    found = read(MAP.replace("(?P<count>[0-9]+)", "[0-9]+"))
    assert [len(recording.frames) for recording in found] == [200, 200]


def test_a_sensor_beside_the_phone_may_begin_later(tmp_path: Path, read: Read) -> None:
    write_pair(tmp_path, "a_x_1", seconds=20.0)
    at_s = np.arange(5, 15, 0.05)
    rows = [[round(1000 * (1.6e9 + t)), 0, 1, 0] for t in at_s]
    write_csv(tmp_path / "a_x_1_hand.csv", "ms,x,y,z", rows)
    hand = (
        "  hand:\n    time: {column: ms, unit: ms}\n    quantities:\n"
        "      right_hand.acceleration: {columns: [x, y, z], unit: g, convention: android}\n"
    )
    (recording,) = read(MAP.replace("acc|gyr", "acc|gyr|hand") + hand)
    assert [stream.name for stream in recording.streams] == ["phone", "right_hand"]
    ages_s = np.array([frame.ages_s for frame in recording.frames])
    assert not np.isnan(ages_s[:, 0]).any()
    assert list(np.flatnonzero(~np.isnan(ages_s[:, 1]))[[0, -1]]) == [50, 149]


@pytest.mark.parametrize("rate_hz", [5.0, 12.5, 50.0])
def test_frames_come_at_the_rate_that_is_asked_for(
    tmp_path: Path, read: Read, rate_hz: float
) -> None:
    write_log(tmp_path / "log.csv", [("dip", 10)])
    (recording,) = read(ONE, rate_hz)
    assert recording.duration_s == pytest.approx(10, abs=0.3)
    assert recording.frames[7].time_s == pytest.approx(7 / rate_hz)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            ONE.replace("unit: g,", "unit: m/s2,"),
            "is 0.1 g in the middle, where gravity alone is 1",
        ),
        (ONE.replace("unit: s}", "unit: ms}"), "are the units of time right"),
        (ONE + "labels: {column: activity, values: {row: Row}}\n", "log.csv:2: 'dip' is neither"),
        (ONE + "labels: {column: activity}\ncounts: {files: {log.csv: [1, 2]}}\n", "1 sets and 2"),
        (ONE + "labels: {column: activity}\ncounts: {column: activity}\n", "'dip' is no number"),
        (ONE + "labels: {column: gx}\n", "log.csv:2: '3.1416' cannot be an exercise's name"),
    ],
)
def test_what_cannot_be_is_said(tmp_path: Path, read: Read, text: str, says: str) -> None:
    write_log(tmp_path / "log.csv", [("dip", 10)])
    with pytest.raises(DataError) as caught:
        read(text)
    assert says in str(caught.value)


def test_too_few_samples_are_refused_with_the_rate_that_would_do(
    tmp_path: Path, read: Read
) -> None:
    write_log(tmp_path / "log.csv", [("dip", 60)], rate_hz=1.0)
    with pytest.raises(DataError, match=r"too few for 10 Hz.*--rate of 4 or less"):
        read(ONE)
    with pytest.raises(UsageError, match="--rate is between"):
        read(ONE, 0.5)


def test_files_of_different_clocks_are_refused(tmp_path: Path, read: Read) -> None:
    write_pair(tmp_path, "ada_squat_8")
    later = tmp_path / "later"
    later.mkdir()
    write_pair(later, "ada_squat_8", start_s=1.7e9)
    (later / "ada_squat_8_gyr.csv").replace(tmp_path / "ada_squat_8_gyr.csv")
    with pytest.raises(DataError, match="the clocks the same"):
        read(MAP)
