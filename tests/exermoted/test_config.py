from pathlib import Path

import pytest

from exermoted.config import load_config
from sessions.errors import UsageError


def written(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "config.yaml"
    path.write_text(text)
    return path


def test_without_a_file_everything_has_a_default(home: Path) -> None:
    config = load_config()
    assert config.sessions == home / ".local/share/exermoted/sessions"
    assert config.model == "packaged"


@pytest.mark.parametrize("text", ["", "# nothing yet\n"])
def test_a_file_may_say_nothing(tmp_path: Path, text: str) -> None:
    assert load_config(written(tmp_path, text)) == load_config()


def test_the_users_own_file_is_found(home: Path) -> None:
    written(home / ".config/exermoted", "source: sim")
    assert load_config().source == "sim"


def test_paths_are_relative_to_the_file(tmp_path: Path, home: Path) -> None:
    config = load_config(written(tmp_path / "etc", "sessions: ~/data\nexercises: mine.yaml\n"))
    assert config.sessions == home / "data"
    assert config.exercises == tmp_path / "etc" / "mine.yaml"


def test_sensors_are_named_by_place(tmp_path: Path) -> None:
    config = load_config(written(tmp_path, "sensors: {right_hand: 15b97f918a0f190e}"))
    assert config.sensors == {"right_hand": "15b97f918a0f190e"}


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("sourse: sim", "sourse"),
        ("source: 3", r"\$\.source"),
        ("sensors: {knee: 15b97f918a0f190e}", "knee"),
        ("- 1", "object"),
        ("a: [b", "config.yaml"),
        ("sessions: ~nobody-here/sessions", "no home folder for '~nobody-here/sessions'"),
        ("sound: {language: ~nobody-here/en.yaml}", "no home folder"),
    ],
)
def test_what_cannot_be_is_named_with_its_place(tmp_path: Path, text: str, complaint: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(UsageError, match=complaint) as caught:
        load_config(path)
    assert str(path) in str(caught.value)
