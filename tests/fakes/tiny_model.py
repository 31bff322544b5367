"""A model folder of tiny streaming networks that have learnt nothing."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from models.card import Card, CounterSettings, Mounting, write_card
from models.networks import load_keras
from models.tcn import Networks
from models.vectors import layout
from models.weights import network_sizes, write_weights
from models.windows import Floats
from tests.fakes.moving import COLUMNS, moving, rows_of
from tests.fakes.networks import TINY

EXERCISE = "Lunge"
CHEST = tuple(f"chest.acceleration_{axis}_g" for axis in "xyz")


def rows_of_columns(columns: Sequence[str] = COLUMNS) -> Floats:
    """Returns what made-up sensors read in a minute, (rows, columns).

    Args:
        columns: the phone's, and those of `CHEST`, which feels what the phone does.
    """
    read = dict(zip(COLUMNS, rows_of(moving()).T, strict=True))
    read |= {column: read[column.replace("chest", "phone")] for column in CHEST}
    return np.column_stack([read[column] for column in columns]).astype(np.float32)


def tiny_networks(columns: Sequence[str] = COLUMNS) -> Networks:
    """Returns networks that have learnt nothing, always the same ones."""
    load_keras().utils.set_random_seed(1)
    networks = TINY.build(layout(columns), rows_of_columns(columns), outputs=3, rate_hz=10.0)
    return replace(networks, temperatures=(0.5,) * len(networks.answers.delays_steps))


def write_tiny_model(folder: Path) -> Networks:
    """Writes their card and weights, and returns them."""
    networks = tiny_networks()
    write_card(card_of(networks), folder)
    write_weights(networks, folder)
    return networks


def card_of(networks: Networks) -> Card:
    """Returns a card that says what they are."""
    delays_steps = networks.answers.delays_steps
    return Card(
        architecture="tcn",
        network=network_sizes(TINY),
        classes=("Break", EXERCISE),
        channels=networks.layout.channels,
        optional=networks.layout.optional,
        rate_hz=networks.rate_hz,
        window_steps=networks.field_steps,
        delay_steps=delays_steps[-1],
        delays_steps=delays_steps,
        streaming=True,
        phases=True,
        embedding=networks.embedding,
        mounting=Mounting(delay_steps=networks.delay_steps) if networks.registration else None,
        counter=CounterSettings(),
        temperatures=networks.temperatures,
        people=("Ada", "Bob"),
        licence="mine",
        limits="Made up.",
        versions={"exermoted": "1.2.3"},
    )
