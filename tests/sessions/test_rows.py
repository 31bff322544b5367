import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.channels import PHONE, nearable
from sessions.errors import DataError
from sessions.frames import SET_BREAK, Frame, Label, Phase
from sessions.rows import RowFormat, columns_of, utc_text

HAND = nearable("right_hand")
FORMAT = RowFormat((HAND,))
FRAME = Frame(3, 0.3, (0.5, -1.0, math.nan, -62.0), (0.125,), 1_700_000_000.25)
LABEL = Label(Phase.FIRST_HALF, "Squat", 2, 5)


def test_units_stand_in_the_columns_names() -> None:
    assert columns_of((PHONE, HAND)) == (
        *("tick", "time_s", "utc", "exercise", "phase", "set", "repetition"),
        *("phone.gravity_x_g", "phone.gravity_y_g", "phone.gravity_z_g"),
        *("phone.acceleration_x_g", "phone.acceleration_y_g", "phone.acceleration_z_g"),
        *("phone.pitch_rad", "phone.roll_rad", "phone.yaw_rad"),
        *("phone.rotation_x_rad_s", "phone.rotation_y_rad_s", "phone.rotation_z_rad_s"),
        "phone.age_s",
        *("right_hand.acceleration_x_g", "right_hand.acceleration_y_g"),
        *("right_hand.acceleration_z_g", "right_hand.rssi_dbm", "right_hand.age_s"),
    )


def test_a_row_is_written_with_missing_cells_empty() -> None:
    assert FORMAT.row(FRAME, LABEL) == (
        b"3,0.300,2023-11-14T22:13:20.250Z,Squat,first_half,2,5,0.5,-1,,-62,0.125\n"
    )


def test_a_missed_tick_has_no_time_of_day() -> None:
    missed = Frame(4, 0.4, (math.nan,) * 4, (math.nan,), None)
    assert FORMAT.row(missed, SET_BREAK) == b"4,0.400,,,set_break,,,,,,,\n"
    assert utc_text(None) == ""


numbers = st.floats(-1e6, 1e6, width=32) | st.just(math.nan)


@given(st.lists(st.tuples(*[numbers] * 5), min_size=1, max_size=5))
def test_what_is_written_is_read_back(tmp_path_factory: pytest.TempPathFactory, rows: list) -> None:  # type: ignore[type-arg] # tuples of five floats
    path = tmp_path_factory.mktemp("rows") / "frames.csv"
    frames = [Frame(n, n / 10, row[:4], row[4:], float(n)) for n, row in enumerate(rows)]
    path.write_bytes(FORMAT.header + b"".join(FORMAT.row(frame, LABEL) for frame in frames))
    read, labels = FORMAT.read(path)
    assert labels == [LABEL] * len(frames)
    for before, after in zip(frames, read, strict=True):
        assert after.values == pytest.approx(before.values, rel=1e-6, nan_ok=True)
        assert after.ages_s == pytest.approx(before.ages_s, rel=1e-6, nan_ok=True)
        assert (after.tick, after.time_s, after.utc_s) == (before.tick, before.time_s, before.utc_s)


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        (b"0,0.000,,Squat,first_half,1,1,1,2\n", "9 of 12 cells"),
        (b"0,0.000,,Squat,first_half,1,1,x,2,3,4,0\n", "'x'"),
        (b"0,0.000,,Squat,jump,1,1,1,2,3,4,0\n", "'jump'"),
        (b"7,0.700,,Squat,first_half,1,1,1,2,3,4,0\n", "tick 7 stands where 0 should"),
        (b"0,0.000,yesterday,Squat,first_half,1,1,1,2,3,4,0\n", "yesterday"),
    ],
)
def test_a_row_that_is_none_is_named_by_its_line(
    tmp_path: Path, row: bytes, complaint: str
) -> None:
    path = tmp_path / "frames.csv"
    path.write_bytes(FORMAT.header + row)
    with pytest.raises(DataError, match=complaint) as caught:
        FORMAT.read(path)
    assert f"{path}:2:" in str(caught.value)


def test_other_columns_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "frames.csv"
    path.write_text("a,b\n")
    with pytest.raises(DataError, match="columns"):
        FORMAT.read(path)
