import csv
import math
from pathlib import Path

import pytest

from sessions.channels import PHONE, nearable
from sessions.errors import DataError
from sessions.exermote import read_exermote
from sessions.frames import SET_BREAK, Label, Phase
from sessions.recording import Recording
from tests.fakes.exermote import HEADER, made_up_rows, write_exermote


@pytest.fixture
def recording(tmp_path: Path) -> Recording:
    return read_exermote(write_exermote(tmp_path / "a.csv", made_up_rows()))


def value(recording: Recording, tick: int, column: str) -> float:
    columns = [channel.column for channel in recording.channels]
    return recording.frames[tick].values[columns.index(column)]


def test_values_are_found_by_name_and_converted(recording: Recording) -> None:
    assert recording.subject == "Individual 9"
    assert recording.streams[0] == PHONE
    assert value(recording, 1, "phone.gravity_y_g") == -0.99
    assert value(recording, 1, "phone.rotation_z_rad_s") == 0.09
    assert value(recording, 1, "left_foot.acceleration_y_g") == pytest.approx(-1.0, abs=1e-6)
    assert value(recording, 1, "left_foot.rssi_dbm") == -80


def test_the_age_of_a_sample_is_told(recording: Recording) -> None:
    place = recording.streams.index(nearable("right_hand"))
    assert recording.frames[1].ages_s[place] == pytest.approx(0.095)


def test_the_first_row_lacks_the_phone(recording: Recording) -> None:
    assert math.isnan(value(recording, 0, "phone.gravity_x_g"))
    assert math.isnan(recording.frames[0].ages_s[0])


def test_no_signal_strength_is_missing(recording: Recording) -> None:
    assert math.isnan(value(recording, 1, "belly.rssi_dbm"))


def test_a_sample_that_has_grown_stale_is_missing(recording: Recording) -> None:
    assert recording.frames[2].ages_s[recording.streams.index(nearable("chest"))] > 2
    assert math.isnan(value(recording, 2, "chest.acceleration_x_g"))


def test_squats_are_trimmed_as_the_authors_do(recording: Recording) -> None:
    assert recording.trimmed_s == {"Squat": 0.2}


def test_sets_and_repetitions_are_counted(recording: Recording) -> None:
    assert list(recording.labels) == [
        SET_BREAK,
        SET_BREAK,
        Label(Phase.FIRST_HALF, "Squat", 1, 1),
        Label(Phase.SECOND_HALF, "Squat", 1, 1),
        Label(Phase.BREAK, "Squat", 1, 1),
        Label(Phase.FIRST_HALF, "Squat", 1, 2),
        Label(Phase.SECOND_HALF, "Squat", 1, 2),
        SET_BREAK,
        Label(Phase.FIRST_HALF, "Burpee", 2, 1),
    ]


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    rows = [{k: v for k, v in row.items() if k != "Device: yGravity"} for row in made_up_rows()]
    path = tmp_path / "a.csv"
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, [name for name in HEADER if name != "Device: yGravity"])
        writer.writeheader()
        writer.writerows(rows)
    with pytest.raises(DataError, match=r"a\.csv:1: column 'Device: yGravity' is missing"):
        read_exermote(path)


def test_a_torn_last_row_is_named(tmp_path: Path) -> None:
    path = write_exermote(tmp_path / "a.csv", made_up_rows())
    path.write_bytes(path.read_bytes()[:-60])
    with pytest.raises(DataError, match=r"a\.csv:10: the row has \d+ of 70 cells"):
        read_exermote(path)


@pytest.mark.parametrize(
    ("column", "cell", "complaint"),
    [
        ("Device: xGravity", "much", "'much' is no number"),
        ("exerciseSubType", "thirdHalf", "'Squat, thirdHalf' is no label"),
        ("timeStampSaved", "noon", "'noon' is no time"),
    ],
)
def test_a_bad_cell_is_named(tmp_path: Path, column: str, cell: str, complaint: str) -> None:
    rows = made_up_rows()
    rows[2][column] = cell
    with pytest.raises(DataError, match=rf"a\.csv:4: {complaint}"):
        read_exermote(write_exermote(tmp_path / "a.csv", rows))


def test_a_header_alone_is_no_recording(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="holds no rows"):
        read_exermote(write_exermote(tmp_path / "a.csv", []))


def test_the_real_recordings(public: Path) -> None:
    recording = read_exermote(public / "2017-04-27 21-33-53 Individual 1.csv")
    assert len(recording.frames) == 3000
    assert recording.subject == "Individual 1"
    assert value(recording, 1, "phone.pitch_rad") == 1.43
    gravity = [value(recording, 1000, f"phone.gravity_{axis}_g") for axis in "xyz"]
    assert math.hypot(*gravity) == pytest.approx(1.0, abs=0.02)
