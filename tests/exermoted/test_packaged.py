from pathlib import Path

import pytest

from exermoted.packaged import PACKAGED, find_model, packaged_models
from sessions.errors import ModelError


def test_the_default_model_has_a_name_of_its_own() -> None:
    assert find_model("packaged") == find_model("default") == PACKAGED / "default"
    assert "default" in packaged_models()


def test_a_folder_is_taken_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "card.yaml").touch()
    assert find_model(str(tmp_path)) == tmp_path


@pytest.mark.parametrize("name", ["nothing", "/nowhere/nothing", "~nobody-of-this-name/model"])
def test_what_is_no_model_is_refused_in_one_line(name: str) -> None:
    with pytest.raises(ModelError, match="neither a model folder nor a packaged model"):
        find_model(name)
