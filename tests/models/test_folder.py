import os
from pathlib import Path

import pytest

from models.card import BREAK, Card, CounterSettings, read_card
from models.folder import check_writable, write_model
from sessions.errors import UsageError

CARD = Card(
    architecture="deepconvlstm",
    classes=(BREAK, "Squat"),
    channels=("phone.yaw_rad",),
    rate_hz=10.0,
    window_steps=40,
    delay_steps=20,
    counter=CounterSettings(steps={"Squat": 5}),
)


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    folder = tmp_path / "models" / "mine"
    write_model(folder, CARD, b"network")
    assert read_card(folder) == CARD
    assert (folder / "model.tflite").read_bytes() == b"network"
    assert list(folder.parent.iterdir()) == [folder]


def test_an_older_model_is_replaced(tmp_path: Path) -> None:
    write_model(tmp_path / "mine", CARD, b"old")
    write_model(tmp_path / "mine", CARD, b"new")
    assert (tmp_path / "mine" / "model.tflite").read_bytes() == b"new"
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    write_model(tmp_path, CARD, b"network")
    assert read_card(tmp_path) == CARD


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("years of work")
    with pytest.raises(UsageError, match=r"holds 'thesis.tex', which is no model"):
        write_model(tmp_path, CARD, b"network")
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]


def test_a_file_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "thesis.tex"
    path.write_text("years of work")
    with pytest.raises(UsageError, match="is a file"):
        check_writable(path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_where_nothing_may_be_written_it_is_said(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(UsageError, match="cannot be written: Permission denied"):
        write_model(tmp_path / "mine", CARD, b"network")


def test_a_parent_that_is_a_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="cannot be written"):
        write_model(tmp_path / "file" / "mine", CARD, b"network")
