from pathlib import Path

import pytest

from recorder.foreign.files import find_groups
from recorder.foreign.mapping import ImportMap, load_map
from sessions.errors import DataError
from tests.fakes.foreign import MAP


@pytest.fixture
def pairs(tmp_path: Path) -> ImportMap:
    path = tmp_path / "map.yaml"
    path.write_text(MAP)
    return load_map(path)


def touched(folder: Path, *names: str) -> list[Path]:
    for name in names:
        (folder / name).parent.mkdir(exist_ok=True, parents=True)
        (folder / name).touch()
    return [folder / name for name in names]


def test_files_whose_names_agree_but_for_the_sensor_belong_together(
    tmp_path: Path, pairs: ImportMap
) -> None:
    touched(tmp_path, "d/ada_squat_8_gyr.csv", "d/ada_squat_8_acc.csv")
    touched(tmp_path, "d/e/bob_row_5_acc.csv", "d/e/bob_row_5_gyr.csv")
    first, second = find_groups([tmp_path / "d"], pairs).groups
    assert first.names == {"subject": "ada", "exercise": "squat", "count": "8"}
    assert [path.name for path in first.files.values()] == [
        "ada_squat_8_acc.csv",
        "ada_squat_8_gyr.csv",
    ]
    assert second.title == "bob_row_5_acc.csv"


def test_what_does_not_match_or_is_alone_is_left_and_said(tmp_path: Path, pairs: ImportMap) -> None:
    paths = touched(tmp_path, "a_row_5_acc.csv", "a_row_5_gyr.csv", "b_row_5_acc.csv", "x.txt")
    found = find_groups(paths, pairs)
    assert len(found.groups) == 1
    assert {left.path.name: left.why for left in found.left}["b_row_5_acc.csv"] == (
        "has no file of gyr beside it"
    )
    assert "x.txt" in {left.path.name for left in found.left}


def test_a_folders_name_may_tell_too(tmp_path: Path) -> None:
    touched(tmp_path, "data/ada/squat.csv", "data/bob/squat.csv")
    path = tmp_path / "map.yaml"
    path.write_text(
        "files: '(?P<subject>[a-z]+)/(?P<exercise>[a-z]+)[.]csv$'\n"
        "tables:\n  all:\n    time: {rate_hz: 20}\n    quantities:\n"
        "      phone.rotation: {columns: [x, y, z], unit: rad/s}\n"
    )
    groups = find_groups([tmp_path / "data"], load_map(path)).groups
    assert [group.names["subject"] for group in groups] == ["ada", "bob"]


def test_no_match_at_all_is_an_error(tmp_path: Path, pairs: ImportMap) -> None:
    with pytest.raises(DataError, match=r"other\.csv: does not match .*change files in the map"):
        find_groups(touched(tmp_path, "other.csv"), pairs)
    with pytest.raises(DataError, match="no such file or folder"):
        find_groups([tmp_path / "none"], pairs)


def test_two_files_of_the_same_name_need_something_that_tells_them_apart(
    tmp_path: Path, pairs: ImportMap
) -> None:
    touched(tmp_path, "d/monday/a_row_5_acc.csv", "d/sunday/a_row_5_acc.csv")
    with pytest.raises(DataError, match="cannot be told from"):
        find_groups([tmp_path / "d"], pairs)


def test_a_sensor_without_a_table_is_named(tmp_path: Path) -> None:
    path = tmp_path / "map.yaml"
    path.write_text(MAP.replace("acc|gyr", "acc|gyr|mag"))
    with pytest.raises(DataError, match="sensor 'mag'; tables has only acc, gyr"):
        find_groups(touched(tmp_path, "a_row_5_mag.csv"), load_map(path))
