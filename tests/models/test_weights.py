from pathlib import Path

import numpy as np
import pytest

from models.stepexport import step_to_tflite
from models.weights import read_networks
from sessions.errors import ModelError
from tests.fakes.tiny_model import rows_of_columns, write_tiny_model

ROWS = rows_of_columns()[:100]
pytestmark = [pytest.mark.train, pytest.mark.usefixtures("tensorflow")]


def test_networks_made_again_are_the_same_to_the_last_bit(tmp_path: Path) -> None:
    networks = write_tiny_model(tmp_path)
    again = read_networks(tmp_path)
    assert again.temperatures == networks.temperatures
    assert step_to_tflite(again, ROWS) == step_to_tflite(networks, ROWS)


def test_a_folder_without_weights_says_so(tmp_path: Path) -> None:
    write_tiny_model(tmp_path)
    (tmp_path / "weights.npz").unlink()
    with pytest.raises(ModelError, match=r"weights\.npz: cannot be read: No such file"):
        read_networks(tmp_path)


def test_weights_of_another_network_do_not_fit(tmp_path: Path) -> None:
    write_tiny_model(tmp_path)
    np.savez(tmp_path / "weights.npz", mean=np.zeros(9), std=np.ones(9))
    with pytest.raises(ModelError, match=r"weights\.npz: does not fit the model"):
        read_networks(tmp_path)
