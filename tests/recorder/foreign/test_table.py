import math
from datetime import UTC, datetime
from pathlib import Path

import pytest

from recorder.foreign.mapping import Table, Time, Vector
from recorder.foreign.pieces import by_subject, ordered, pieces
from recorder.foreign.table import read_table
from sessions.errors import DataError

SECONDS = Time(column="t", unit="s")
TURNED = Vector(columns=("x", "y", "z"), unit="deg/s")


def table(vector: Vector = TURNED, name: str = "phone.rotation", time: Time = SECONDS) -> Table:
    return Table(time=time, quantities={name: vector})


def written(folder: Path, text: str) -> Path:
    path = folder / "log.csv"
    path.write_text(text)
    return path


def lines(*rows: str, header: str = "t,x,y,z") -> str:
    return "\n".join((header, *rows)) + "\n"


def test_cells_become_our_units_along_our_axes(tmp_path: Path) -> None:
    path = written(tmp_path, lines("0,180,0,90", "0.1,180,0,90"))
    vector = Vector(columns=("x", "y", "z"), unit="deg/s", axes=("z", "-x", "y"))
    values = read_table(path, table(vector)).values["phone.rotation"]
    assert values[0] == pytest.approx([math.pi / 2, -math.pi, 0])


@pytest.mark.parametrize(
    ("name", "convention", "unit", "cell", "expected"),
    [
        ("phone.acceleration", "android", "m/s2", 9.80665, -1.0),
        ("phone.acceleration", "ios", "g", -1.0, -1.0),
        ("phone.gravity", "android", "mg", 1000.0, -1.0),
        ("right_hand.acceleration", "android", "g", 1.0, 1.0),
        ("right_hand.acceleration", "ios", "g", -1.0, 1.0),
    ],
)
def test_a_sensor_that_lies_face_up_reads_as_ours_do(
    tmp_path: Path, name: str, convention: str, unit: str, cell: float, expected: float
) -> None:
    path = written(tmp_path, lines(f"0,0,0,{cell}", f"0.1,0,0,{cell}"))
    vector = Vector(
        columns=("x", "y", "z"),
        unit=unit,
        convention="android" if convention == "android" else "ios",
        gravity=True,
    )
    assert read_table(path, table(vector, name)).values[name][1, 2] == pytest.approx(expected)


def test_raw_numbers_are_scaled(tmp_path: Path) -> None:
    path = written(tmp_path, lines("0,16384,0,0", "0.1,16384,0,0"))
    vector = Vector(columns=("x", "y", "z"), unit="rad/s", scale=1 / 16384)
    assert read_table(path, table(vector)).values["phone.rotation"][0, 0] == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("time", "cells", "dated"),
    [
        (Time(column="t", unit="ns"), ("5000000000", "5100000000"), None),
        (Time(column="t", unit="us"), ("5000000", "5100000"), None),
        (Time(column="t", unit="ms"), ("1600000000000", "1600000000100"), UTC),
        (Time(column="t", unit="iso8601"), ("2020-09-13T12:26:40Z", "2020-09-13T12:26:40.1Z"), UTC),
        (
            Time(column="t", format="%d.%m.%Y %H:%M:%S.%f"),
            ("13.09.2020 12:26:40.0", "13.09.2020 12:26:40.1"),
            "local",
        ),
    ],
)
def test_times_of_every_kind_go_on_by_a_tenth(
    tmp_path: Path, time: Time, cells: tuple[str, str], dated: object
) -> None:
    rows = read_table(
        written(tmp_path, lines(*(f"{cell},0,0,0" for cell in cells))), table(time=time)
    )
    assert rows.time_s[1] - rows.time_s[0] == pytest.approx(0.1, abs=1e-6)
    noon = datetime(2020, 9, 13, 12, 26, 40, tzinfo=UTC)
    expected = {None: None, "local": noon.replace(tzinfo=None)}.get(dated, noon)  # type: ignore[call-overload] # a table of either kind
    assert rows.date(float(rows.time_s[0])) == expected


def test_without_a_column_of_time_the_rate_tells_it_and_bad_rows_take_their_time(
    tmp_path: Path,
) -> None:
    path = written(tmp_path, lines("0,1,1,1", "0,?,1,1", "0,1,1,1", "0,1,1,1"))
    rows = read_table(path, table(time=Time(rate_hz=20)))
    assert list(rows.time_s) == pytest.approx([0, 0.1, 0.15])


def test_headerless_files_with_odd_ends_are_read_by_number(tmp_path: Path) -> None:
    path = written(tmp_path, "33,Jogging,49105962326000,-0.6,12.6,0.5;\n" * 2)
    vector = Vector(columns=(4, 5, 6), unit="m/s2", convention="android", gravity=True)
    explained = Table(
        time=Time(rate_hz=20), quantities={"phone.acceleration": vector}, header=False,
        line_end=";",
    )  # fmt: skip
    rows = read_table(path, explained, [2])
    assert rows.texts[2].tolist() == ["Jogging", "Jogging"]
    assert rows.values["phone.acceleration"][0, 2] == pytest.approx(-0.5 / 9.80665)


def test_other_delimiters_decimals_and_lines_before_the_header(tmp_path: Path) -> None:
    path = written(tmp_path, "logger 3\n\nt; x; y; z\n0,0; 1,5;0;0\n0,1;1,5;0;0\n")
    explained = Table(
        time=SECONDS,
        quantities={"phone.rotation": Vector(columns=("x", "y", "z"), unit="rad/s")},
        delimiter=";",
        decimal=",",
        skip_lines=1,
    )
    assert read_table(path, explained).values["phone.rotation"][0, 0] == 1.5


def test_what_is_no_text_is_a_bad_row_unless_the_encoding_is_another(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_bytes(lines("0,0,0,0", "0.1,0,\xb5,0", "0.2,0,0,0", "0.3,0,0,0").encode("latin-1"))
    assert read_table(path, table()).skipped.total == 1
    path.write_bytes(lines("0,0,0,0", "0.1,0,0,0", header="t,x,y,z\xb2").encode("latin-1"))
    vector = Vector(columns=("x", "y", "z²"), unit="rad/s")
    explained = Table(time=SECONDS, quantities={"phone.rotation": vector}, encoding="latin-1")
    assert len(read_table(path, explained).time_s) == 2


def test_bad_rows_are_counted_by_reason_with_the_first_ones_line(tmp_path: Path) -> None:
    good = [f"{row / 10},0,0,0" for row in range(8)]
    bad = ["0.8,0,?,0", "0.9,0,0", "x,0,0,0", "1.0,0,0,nan", "1.1,9e9,0,0"]
    rows = read_table(written(tmp_path, lines(*good, *bad)), table())
    assert len(rows.time_s) == 8
    assert str(rows.skipped) == (
        "2 with a cell that is no number (first in line 10), "
        "1 with too few cells (first in line 11), "
        "1 whose time cannot be read (first in line 12), "
        "1 with more than a sensor measures (first in line 14)"
    )


def test_a_file_that_is_mostly_bad_is_refused_as_is_one_without_rows(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="does the map fit the file"):
        read_table(written(tmp_path, lines("0,a,0,0", "1,b,0,0", "2,0,0,0", "3,0,0,?")), table())
    with pytest.raises(DataError, match="holds no rows"):
        read_table(written(tmp_path, ""), table())
    with pytest.raises(DataError, match="cannot be read"):
        read_table(tmp_path / "none.csv", table())


def test_a_missing_column_is_named_with_those_that_are_there(tmp_path: Path) -> None:
    path = written(tmp_path, lines("0,1,2", header="t,x,w"))
    with pytest.raises(
        DataError, match=r"log\.csv:1: column 'y' is missing; there are 't', 'x', 'w'"
    ):
        read_table(path, table())


def test_rows_whose_time_does_not_go_on_are_left_out(tmp_path: Path) -> None:
    times = (0, 0.1, 0.1, 0.05, 0.2, 0.3)
    rows = ordered(read_table(written(tmp_path, lines(*(f"{t},0,0,0" for t in times))), table()))
    assert list(rows.time_s) == [0, 0.1, 0.2, 0.3]
    assert str(rows.skipped) == "2 whose time does not go on (first in line 4)"


def test_a_long_pause_and_a_clock_that_starts_anew_begin_another_piece(tmp_path: Path) -> None:
    times = [t / 10 for start in (0, 5000, 100, 9000) for t in range(start, start + 20)][:-10]
    rows = read_table(written(tmp_path, lines(*(f"{t},0,0,0" for t in times))), table())
    found = pieces({"all": rows}, split_s=60)
    assert [float(piece["all"].time_s[0]) for piece in found] == [0, 500, 10]
    assert str(rows.skipped) == "10 in less than 1 s between pauses (first in line 62)"


def test_rows_in_too_short_a_time_are_no_session(tmp_path: Path) -> None:
    rows = read_table(written(tmp_path, lines("0,0,0,0", "0.001,0,0,0")), table())
    with pytest.raises(DataError, match="are the units of time right"):
        pieces({"all": rows}, split_s=60)


def test_people_in_one_file_are_told_apart(tmp_path: Path) -> None:
    path = written(tmp_path, lines("0,0,0,0,a", "0.1,0,0,0,b", "0.2,0,0,0,a", header="t,x,y,z,who"))
    found = dict(by_subject(read_table(path, table(), ["who"]), "who"))
    assert {who: list(rows.time_s) for who, rows in found.items()} == {"a": [0, 0.2], "b": [0.1]}
