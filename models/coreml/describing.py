"""What a Core ML file says of itself, for whoever puts it into an app."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import msgspec

from models.card import Card
from models.labels import output_names

DESCRIPTIONS: Mapping[str, str] = MappingProxyType(
    {
        "sample": "One row of readings, in the order and the units of 'channels'. "
        "A missing one is NaN or, safer, 1e9.",
        "window": "The latest rows of readings, the newest last, in the order and the units of "
        "'channels'.",
        "rotation": "Turns what the phone reads into what an upright one would; "
        "the identity where that is not known.",
        "state_before": "Zeros at the start of a stream, then the state_next of the row before.",
        "scores": "Probabilities of 'outputs', a row for each of 'delays_steps'.",
        "upright": "What an upright phone read 'mounting.delay_steps' rows ago: gravity and "
        "acceleration [g], rotation rate [rad/s over 'mounting.rotation_scale_rad_s'].",
        "embedding": "The features that the scores are made from.",
        "state_next": "To be given back with the next row.",
    }
)


def describe(model: Any, card: Card) -> None:
    """Writes what its card says into a Core ML model.

    Lists and tables are JSON in its user-defined metadata: ``classes``, ``outputs``,
    ``channels``, ``optional``, ``delays_steps`` and the whole ``card``.

    Args:
        model: a coremltools' ``MLModel``.
        card: what it is.
    """
    exercises = ", ".join(card.classes[1:])
    model.short_description = (
        f"Recognises {exercises} from {len(card.channels)} channels, {card.rate_hz:g} rows a "
        f"second, {_at_a_time(card)} at a time. {card.limits}"
    ).strip()
    model.author = f"exermoted; trained on {len(card.people)} people"
    model.license = card.licence
    model.version = card.versions.get("exermoted", "")
    model.user_defined_metadata.update(_metadata(card))
    for described in (model.input_description, model.output_description):
        for name in described:
            described[name] = DESCRIPTIONS[name]


def _at_a_time(card: Card) -> str:
    return "one row" if card.streaming else f"{card.window_steps} of them"


def _metadata(card: Card) -> dict[str, str]:
    values = {
        "classes": card.classes,
        "outputs": output_names(card),
        "channels": card.channels,
        "optional": card.optional,
        "rate_hz": card.rate_hz,
        "delays_steps": card.heads_steps,
        "delay_steps": card.delay_steps,
        "counter_delay_steps": card.counter_delay_steps,
        "mounting": card.mounting,
        "card": card,
    }
    return {name: msgspec.json.encode(value).decode() for name, value in values.items()}
