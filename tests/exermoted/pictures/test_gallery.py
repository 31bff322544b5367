from dataclasses import replace
from pathlib import Path

import pytest

from exermoted.judging import Judged, figures_by_delay_s, figures_of
from exermoted.packaged import find_model
from exermoted.pictures.gallery import Evaluated, draw_all, typical
from models.card import read_card
from models.judging import Truth
from models.predictions import Predictions
from sessions.errors import DataError
from tests.fakes.recordings import swinging

RECORDING = swinging(duration_s=30.0)
ROWS = len(RECORDING.labels)


def judged(name: str, right: int) -> Judged:
    """So many rows are told as they are, then none."""
    true = [(x.exercise or "Break") if x.is_moving else "Break" for x in RECORDING.labels]
    labels = (*true[:right], *("Lunge",) * (ROWS - right))
    return Judged(Path(name), "Ada", Truth.of(RECORDING), Predictions(labels, (None,) * ROWS, ()))


def evaluated(judged: list[Judged]) -> Evaluated:
    later = figures_by_delay_s(judged)
    return Evaluated(read_card(find_model("packaged")), judged, figures_of(judged), later)


def test_the_example_is_the_recording_of_the_median_accuracy() -> None:
    found, its = typical([judged("best", 280), judged("worst", 50), judged("mid", 150)])
    assert found.path == Path("mid")
    assert its.recordings == 1


def test_there_is_no_picture_of_what_is_not_known(tmp_path: Path) -> None:
    drawn = draw_all(evaluated([judged("a", 100)]), tmp_path, lambda _: RECORDING)
    assert {path.stem for path in drawn} == {"confusion", "people", "timeline"}
    assert all(path.is_file() for path in drawn)


def test_several_answers_are_drawn_against_their_delay(tmp_path: Path) -> None:
    several = replace(
        judged("a", 100), by_delay_s={0.5: judged("a", 90).said, 2.0: judged("a", 100).said}
    )
    drawn = draw_all(evaluated([several]), tmp_path, lambda _: RECORDING)
    assert tmp_path / "delays.svg" in drawn


def test_the_same_figures_give_the_same_files(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        draw_all(evaluated([judged("a", 100)]), tmp_path / name, lambda _: RECORDING)
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes(), path.name


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"confusion\.png: cannot be written"):
        draw_all(evaluated([judged("a", 100)]), tmp_path / "none", lambda _: RECORDING)
