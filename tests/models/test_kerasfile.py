from pathlib import Path

import numpy as np
import pytest

from models.card import KERAS_NAME
from models.dataset import Dataset
from models.kerasfile import read_keras, write_keras
from models.networks import ARCHITECTURES
from models.training import Trained
from sessions.errors import ModelError
from tests.fakes.networks import WINDOWING

pytestmark = [pytest.mark.train, pytest.mark.usefixtures("tensorflow")]


def test_a_network_read_again_answers_the_same(
    trained: Trained, dataset: Dataset, tmp_path: Path
) -> None:
    windows = dataset.windows(WINDOWING)[0][:10]
    features = ARCHITECTURES["features"].build(WINDOWING.length_steps, dataset.series[0].x, 3)
    for model in (trained.model, features):
        write_keras(model, tmp_path)
        again = read_keras(tmp_path)
        np.testing.assert_array_equal(again(windows), model(windows))


def test_a_folder_without_it_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"has no model\.keras to be exported from: train it"):
        read_keras(tmp_path)


def test_what_is_no_network_is_told(tmp_path: Path) -> None:
    (tmp_path / KERAS_NAME).write_text("years of work")
    with pytest.raises(ModelError, match=r"model\.keras: cannot be read: "):
        read_keras(tmp_path)
