from pathlib import Path

import msgspec
import pytest

from models.card import CARD_NAME, read_card, write_card
from sessions.errors import ModelError
from tests.fakes.engines import card


def test_a_card_is_written_and_read_back(tmp_path: Path) -> None:
    described = msgspec.structs.replace(card(), people=("Ada", "Bob"), metrics={"accuracy": 0.9})
    write_card(described, tmp_path)
    assert read_card(tmp_path) == described


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (("- Break\n", ""), "classes must begin with 'Break'"),
        (("- Squat", "- Unknown movement"), "no class may be called 'Unknown movement'"),
        (("delay_steps: 2", "delay_steps: 4"), "delay_steps must be below"),
        (("window_steps: 4", "window_steps: four"), r"window_steps"),
        (("architecture", "arkitecture"), "arkitecture"),
    ],
)
def test_a_card_that_is_none_is_told(
    tmp_path: Path, change: tuple[str, str], complaint: str
) -> None:
    write_card(card(), tmp_path)
    path = tmp_path / CARD_NAME
    path.write_text(path.read_text().replace(*change))
    with pytest.raises(ModelError, match=complaint):
        read_card(tmp_path)
