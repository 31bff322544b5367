from pathlib import Path

import pytest

from exermoted.tuning.plots import draw_plots, importance
from exermoted.tuning.search import Search
from exermoted.tuning.study import opened, prepare
from models.searchspace import SPACE
from sessions.errors import DataError
from tests.fakes.tuning import PEOPLE, FakeWorkers

pytest.importorskip("optuna", reason="needs the tune extra: pip install exermoted[tune]")
pytest.importorskip("matplotlib", reason="needs the report extra: pip install exermoted[report]")


def test_a_study_is_drawn_as_far_as_it_has_come(tmp_path: Path) -> None:
    with opened(tmp_path / "s", {}, seed=1) as study:
        prepare(study)
        assert draw_plots(study, tmp_path / "none") == []
        search = Search(study, PEOPLE, FakeWorkers())
        search.run(2)
        some = draw_plots(study, tmp_path / "some")
        assert [path.name for path in some] == ["history.png", "parameters.png"]
        search.run(40)
        every = draw_plots(study, tmp_path / "every")
        assert [path.name for path in every[2:]] == ["importance.png"]
        assert all(path.stat().st_size > 5000 for path in every)
        shares = importance(study)
        assert set(shares) == set(SPACE)
        assert sum(shares.values()) == pytest.approx(1)


def test_where_nothing_can_be_drawn_it_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with (
        opened(tmp_path / "s", {}, seed=1) as study,
        pytest.raises(DataError, match="cannot be made"),
    ):
        draw_plots(study, tmp_path / "file")
