"""The trained weights beside a streaming model: what it can be exported or trained on from.

``weights.npz`` holds a float32 array per weight, named ``layer/number``, and the normalisation.
NumPy reads it; TensorFlow is needed to make networks of it again.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from models.arrays import arrays_of
from models.card import WEIGHTS_NAME, read_card
from models.tcn import Answers, Networks, StreamingTcn
from models.vectors import layout
from sessions.errors import ModelError


def network_sizes(architecture: StreamingTcn) -> dict[str, Any]:
    """Returns the sizes of networks as a card keeps them."""
    sizes: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(architecture))
    return sizes


def write_weights(networks: Networks, folder: Path) -> None:
    """Writes the weights of trained networks into a model folder."""
    weights = {f"{layer.name}/{n}": w for layer in _layers(networks) for n, w in _numbered(layer)}
    np.savez(folder / WEIGHTS_NAME, mean=networks.mean, std=networks.std, **weights)


def read_networks(folder: Path) -> Networks:
    """Makes the networks of a model folder again, at its temperatures.

    Raises:
        ModelError: there is no model, or none with weights of its own.
        UsageError: the ``train`` extra is missing.
    """
    card = read_card(folder)
    if card.taught is not None:
        raise ModelError(f"{folder}: was taught; take the model that it was made from")
    if not card.streaming:
        raise ModelError(f"{folder}: a {card.architecture} keeps no weights of its own")
    with arrays_of(folder / WEIGHTS_NAME, "does not fit the model") as weights:
        networks = msgspec.convert(card.network, StreamingTcn).assembled(
            layout(card.channels),
            weights["mean"],
            weights["std"],
            Answers(card.outputs, card.heads_steps),
            card.rate_hz,
        )
        for layer in _layers(networks):
            layer.set_weights([weights[f"{layer.name}/{n}"] for n, _ in _numbered(layer)])
    return replace(networks, temperatures=card.temperatures)


def _layers(networks: Networks) -> Iterator[Any]:
    for model in (networks.upright, networks.registration):
        yield from (layer for layer in (model.layers if model is not None else ()) if layer.weights)


def _numbered(layer: Any) -> Iterator[tuple[int, Any]]:
    yield from enumerate(layer.get_weights())
