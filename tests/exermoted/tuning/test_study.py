from pathlib import Path

import pytest

from exermoted.tuning.study import opened
from sessions.errors import DataError, UsageError

pytest.importorskip("optuna", reason="needs the tune extra: pip install exermoted[tune]")

MADE_OF = {"data": "abc", "channels": ["phone.gravity_x_g"], "epochs": 10}


def test_a_study_of_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "new" / "s"
    with opened(path, MADE_OF, seed=1):
        pass
    with opened(path, MADE_OF, seed=1) as again:
        assert again.user_attrs == MADE_OF
    with (
        pytest.raises(UsageError, match="another data and epochs; take another --study"),
        opened(path, {**MADE_OF, "data": "xyz", "epochs": 12}, seed=1),
    ):
        pass


def test_one_process_at_a_time_works_on_it(tmp_path: Path) -> None:
    path = tmp_path / "s"
    with (
        opened(path, MADE_OF, seed=1),
        pytest.raises(UsageError, match="another 'exermoted tune' works on this study"),
        opened(path, MADE_OF, seed=1),
    ):
        pass


@pytest.mark.parametrize("text", ["years of work\n", '{"a": 1}\n', "years of work"])
def test_a_file_that_is_no_study_is_left_as_it_is(tmp_path: Path, text: str) -> None:
    path = tmp_path / "thesis.tex"
    path.write_text(text)
    with pytest.raises(DataError, match="is no study"), opened(path, MADE_OF, seed=1):
        pass
    assert path.read_text() == text


def test_a_line_that_was_cut_off_with_the_current_is_done_without(tmp_path: Path) -> None:
    path = tmp_path / "s"
    with opened(path, MADE_OF, seed=1):
        whole = path.read_bytes()
    path.write_bytes(whole + b'{"op_code": 4, "worker')
    with opened(path, MADE_OF, seed=1):
        assert path.read_bytes().startswith(whole)
        assert b"worker\n" not in path.read_bytes()


def test_a_damaged_study_is_told(tmp_path: Path) -> None:
    path = tmp_path / "s"
    with opened(path, MADE_OF, seed=1):
        whole = path.read_bytes()
    path.write_bytes(whole.replace(b"\n", b"?\n", 1))
    with pytest.raises(DataError, match="is a damaged study"), opened(path, MADE_OF, seed=1):
        pass


def test_where_nothing_can_be_written_it_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot be written"), opened(tmp_path, MADE_OF, seed=1):
        pass
