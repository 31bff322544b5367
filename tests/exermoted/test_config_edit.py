import os
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from exermoted.config import load_config
from exermoted.config_edit import edit, edited
from sessions.channels import PLACES
from sessions.errors import UsageError

HAND, FOOT = "15b97f918a0f190e", "1efe427eb6f4bc2f"

WRITTEN = f"""\
# My gym
source: ble

sensors:            # Estimote, bought in 2016
  # the one with the scratch
  right_hand: {HAND}   # new battery in May
  left_hand: "{FOOT}"

model: packaged  # good enough
"""


def test_a_value_is_replaced_and_every_comment_stays() -> None:
    after = edited(WRITTEN, "sensors", {"right_hand": "00b97f918a0f1900"})
    assert after == WRITTEN.replace(HAND, "00b97f918a0f1900")


def test_a_value_is_added_behind_its_neighbours() -> None:
    after = edited(WRITTEN, "sensors", {"chest": HAND})
    assert after == WRITTEN.replace(f'"{FOOT}"\n', f'"{FOOT}"\n  chest: {HAND}\n')


def test_a_value_is_taken_out() -> None:
    after = edited(WRITTEN, "sensors", {"left_hand": None})
    assert after == WRITTEN.replace(f'  left_hand: "{FOOT}"\n', "")


def test_a_section_is_added_at_the_end() -> None:
    after = edited(WRITTEN, "bluetooth", {"scan": "passive"})
    assert after == WRITTEN + "bluetooth:\n  scan: passive\n"


def test_an_empty_configuration_may_be_begun() -> None:
    assert edited("", "sensors", {"chest": HAND}) == f"sensors:\n  chest: {HAND}\n"


def test_what_is_written_in_one_line_gets_a_line_each() -> None:
    text = f"sensors: {{right_hand: {HAND}, chest: {FOOT}}}  # mine\nmodel: packaged\n"
    assert edited(text, "sensors", {"chest": None, "belly": FOOT}) == (
        f"sensors:  # mine\n  right_hand: {HAND}\n  belly: {FOOT}\nmodel: packaged\n"
    )


@pytest.mark.parametrize("identifier", ["1234567890123456", "0000000000000000", "yes", "1e5", "~"])
def test_what_yaml_would_take_for_something_else_is_quoted(identifier: str) -> None:
    after = edited("", "sensors", {"chest": identifier})
    assert yaml.safe_load(after) == {"sensors": {"chest": identifier}}


def test_an_address_with_its_kind_is_a_text() -> None:
    after = edited("", "sensors", {"chest": "ruuvi:12:34:56:12:34:56"})
    assert yaml.safe_load(after)["sensors"]["chest"] == "ruuvi:12:34:56:12:34:56"


@pytest.mark.parametrize(
    "text",
    [
        f"sensors: {{right_hand: {HAND},\n  left_hand: {FOOT}}}\n",
        f"sensors:\n  right_hand:\n    {HAND}\n",
        f"sensors: &worn\n  right_hand: {HAND}\nbackup: *worn\n",
        "- 1\n",
        "a: [b\n",
    ],
)
def test_what_cannot_be_changed_safely_is_left_to_a_person(text: str, tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(text)
    with pytest.raises(UsageError, match=f"config.yaml.*write right_hand: {FOOT}"):
        edit(path, "sensors", {"right_hand": FOOT})
    assert path.read_text() == text


comments = st.sampled_from(["", "  # a comment", " # right_hand: no"])
entries = st.lists(
    st.tuples(st.sampled_from(PLACES), st.sampled_from([HAND, f"'{HAND}'", f'"{HAND}"']), comments),
    unique_by=lambda entry: entry[0],
    max_size=6,
)


@given(entries, st.integers(1, 6), comments, st.sampled_from(PLACES), st.none() | st.just(FOOT))
def test_nothing_else_changes(
    given_entries: list[tuple[str, str, str]],
    indent: int,
    comment: str,
    place: str,
    value: str | None,
) -> None:
    lines = [f"{' ' * indent}{name}: {text}{note}" for name, text, note in given_entries]
    text = "\n".join(["model: packaged", f"sensors:{comment}", *lines, "source: sim"]) + "\n"
    after = edited(text, "sensors", {place: value})
    others = [line for line in text.splitlines() if not line.lstrip().startswith(f"{place}:")]
    kept = [line for line in after.splitlines() if not line.lstrip().startswith(f"{place}:")]
    assert kept == others
    assert (yaml.safe_load(after)["sensors"] or {}).get(place) == value


def test_a_file_is_made_with_its_folder(home: Path) -> None:
    path = home / ".config/exermoted/config.yaml"
    edit(path, "sensors", {"chest": HAND})
    assert load_config().sensors == {"chest": HAND}


def test_a_link_to_a_file_stays_a_link_and_its_rights_stay(tmp_path: Path) -> None:
    real, link = tmp_path / "dotfiles.yaml", tmp_path / "config.yaml"
    real.write_text(WRITTEN)
    real.chmod(0o600)
    link.symlink_to(real)
    edit(link, "sensors", {"chest": HAND})
    assert link.is_symlink()
    assert real.stat().st_mode & 0o777 == 0o600
    assert load_config(link).sensors["chest"] == HAND


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_root_locks_nobody_out(tmp_path: Path) -> None:
    file = tmp_path / "config.yaml"
    file.write_text(WRITTEN)
    os.chown(file, 0, 12345)
    file.chmod(0o640)
    edit(file, "sensors", {"chest": HAND})
    assert (file.stat().st_gid, file.stat().st_mode & 0o777) == (12345, 0o640)


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file where a folder should be")
    with pytest.raises(UsageError, match=r"taken/config.yaml: cannot be changed"):
        edit(tmp_path / "taken" / "config.yaml", "sensors", {"chest": HAND})
