from pathlib import Path

import pytest

from recorder.foreign.mapping import Counts, Labels, Subject, load_map
from sessions.errors import DataError
from tests.conftest import ROOT
from tests.fakes.foreign import MAP, ONE


def written(folder: Path, text: str) -> Path:
    path = folder / "map.yaml"
    path.write_text(text)
    return path


def test_groups_of_the_names_say_who_what_and_how_often_unless_it_is_said_otherwise(
    tmp_path: Path,
) -> None:
    read = load_map(written(tmp_path, MAP))
    assert read.subject == Subject(group="subject")
    assert read.labels == Labels(group="exercise")
    assert read.counts == Counts(group="count")
    assert read.first == "acc"
    assert read.has_gravity


@pytest.mark.parametrize("path", sorted((ROOT / "docs" / "import").glob("*.yaml")))
def test_the_documented_maps_are_maps(path: Path) -> None:
    assert load_map(path).tables


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("unit: m/s2", "unit: furlong", "unit of phone.acceleration is one of g, mg, m/s2, not"),
        ("unit: ms", "unit: fortnight", "one of s, ms, us, ns, iso8601, not 'fortnight'"),
        ("convention: android, ", "", "needs its convention: android"),
        (", gravity: true", "", "needs gravity: true"),
        ("phone.rotation", "chest.rotation", "without a gyroscope name a place"),
        ("phone.acceleration", "nose.acceleration", "no quantity 'nose.acceleration'"),
        ("phone.rotation", "phone.acceleration", "unit of phone.acceleration is one of"),
        (
            "columns: [x, y, z]",
            "columns: [x, y]",
            "length 3, got 2 - at `$.tables[...].quantities[...].columns`",
        ),
        ("(?P<sensor>acc|gyr)", "(acc|gyr)", "need a group (?P<sensor>…)"),
        ("(?P<subject>[a-z]+)", "([a-z]+)", "files has no group (?P<subject>…)"),
        ("(?P<subject>", "(?P<subject", "is no regular expression"),
        ("time: {column: ms, unit: ms}", "time: {}", "either a column with its unit, or a rate_hz"),
        ("unit: ms}", "}", "needs a unit, or a format"),
        ("unit: deg/s", "unit: deg/s, axes: [x, x, z]", "names x, y and z once each"),
        ("unit: deg/s", "unit: deg/s, axis: 1", "unknown field `axis`"),
        ("column: ms", "column: 0", ">= 1"),
        ("  acc:", "  acc:\n    encoding: morse", "no encoding 'morse'"),
        ("  acc:", "  acc:\n    header: false", "told by their numbers"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(
    tmp_path: Path, old: str, new: str, says: str
) -> None:
    path = written(tmp_path, MAP.replace(old, new))
    with pytest.raises(DataError) as caught:
        load_map(path)
    message = str(caught.value)
    assert says in message
    assert message.startswith(f"{path}: is not a map: ")
    assert "\n" not in message


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ("labels: {}", "either from a group of the file's name or a column"),
        ("labels: {group: what}", "no group (?P<what>…)"),
        ("labels: {column: a, values: {x: Break}, rest: 1}", "rest"),
        ("labels: {column: a, ends_s: [1, 1]}", "from the file's name"),
        ("labels: {column: a, values: {x: '_'}}", "regex"),
        ("counts: {}", "one of group, column and files"),
        ("counts: {files: {a.csv: -1}}", ">= 1"),
        ("subject: {name: Ada, column: 1}", "one of group, column and name"),
    ],
)
def test_labels_counts_and_subjects_are_checked(tmp_path: Path, more: str, says: str) -> None:
    text = ONE.replace("subject: {name: Ada}", "") if more.startswith("subject") else ONE
    with pytest.raises(DataError) as caught:
        load_map(written(tmp_path, f"{text}{more}\n"))
    assert says in str(caught.value)


def test_a_map_that_is_not_there_or_no_yaml_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot be read"):
        load_map(tmp_path / "none.yaml")
    with pytest.raises(DataError, match="is not a map"):
        load_map(written(tmp_path, "files: [\n"))
