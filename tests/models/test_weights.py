from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from models.card import Card, CounterSettings, write_card
from models.networks import load_keras
from models.stepexport import step_to_tflite
from models.tcn import Networks
from models.vectors import layout
from models.weights import network_sizes, read_networks, write_weights
from sessions.errors import ModelError
from tests.fakes.moving import COLUMNS, moving, rows_of
from tests.fakes.networks import TINY

ROWS = rows_of(moving()).astype(np.float32)[:100]
pytestmark = [pytest.mark.train, pytest.mark.usefixtures("tensorflow")]


def written(folder: Path) -> Networks:
    """Writes untrained networks and their card, and returns them."""
    load_keras().utils.set_random_seed(1)
    networks = TINY.build(layout(COLUMNS), ROWS, outputs=3, rate_hz=10.0)
    networks = replace(networks, temperatures=(0.5,) * len(networks.answers.delays_steps))
    card = Card(
        architecture="tcn",
        network=network_sizes(TINY),
        classes=("Break", "Lunge"),
        channels=COLUMNS,
        rate_hz=10.0,
        window_steps=networks.field_steps,
        delay_steps=networks.answers.delays_steps[-1],
        delays_steps=networks.answers.delays_steps,
        streaming=True,
        phases=True,
        counter=CounterSettings(),
        temperatures=networks.temperatures,
    )
    write_card(card, folder)
    write_weights(networks, folder)
    return networks


def test_networks_made_again_are_the_same_to_the_last_bit(tmp_path: Path) -> None:
    networks = written(tmp_path)
    again = read_networks(tmp_path)
    assert again.temperatures == networks.temperatures
    assert step_to_tflite(again, ROWS) == step_to_tflite(networks, ROWS)


def test_a_folder_without_weights_says_so(tmp_path: Path) -> None:
    written(tmp_path)
    (tmp_path / "weights.npz").unlink()
    with pytest.raises(ModelError, match=r"weights\.npz: cannot be read: No such file"):
        read_networks(tmp_path)


def test_weights_of_another_network_do_not_fit(tmp_path: Path) -> None:
    written(tmp_path)
    np.savez(tmp_path / "weights.npz", mean=np.zeros(9), std=np.ones(9))
    with pytest.raises(ModelError, match=r"weights\.npz: does not fit the model"):
        read_networks(tmp_path)
