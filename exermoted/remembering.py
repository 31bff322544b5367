"""Showing recordings to a network to see what it makes of them, changed as in training."""

from collections.abc import Iterator, Sequence

import numpy as np

from inference.engine import Array, Arrays, Engine
from models.crops import Augmentation, Batch, Crops, Source
from models.memory import Memory

STRETCH_S = 16.0
UNSCORED_S = 3.0
"""Of it, at the beginning, where too little is seen to be judged by it."""
AT_ONCE = 64


def remembered(
    engine: Engine, sources: Sequence[Source], stretches: int, random: np.random.Generator
) -> Memory:
    """Returns what a streaming network makes of so many stretches of recordings.

    Args:
        engine: it tells its embedding.
        sources: with the phases of the engine's classes and further ones; turned upright.
        stretches: how many are drawn, each changed at random.
        random: what they are drawn with.
    """
    card = engine.card
    crops = Crops(
        sources,
        steps=round(STRETCH_S * card.rate_hz),
        rate_hz=card.rate_hz,
        means_s=(),
        augmentation=Augmentation(starting=0.0),
        random=random,
    )
    sizes = [min(AT_ONCE, stretches - done) for done in range(0, stretches, AT_ONCE)]
    moments = [m for size in sizes for m in _moments(engine, crops.draw(size))]
    embedding, scores, phases = (np.concatenate(part) for part in zip(*moments, strict=True))
    return Memory(embedding, scores, phases)


def _moments(engine: Engine, batch: Batch) -> Iterator[tuple[Array, Array, np.ndarray]]:
    """Yields embedding, scores and phases of every stretch, step by step."""
    card = engine.card
    first = round(UNSCORED_S * card.rate_hz)
    for step, told in enumerate(_told(engine, batch.x)):
        if step >= first:
            phases = [batch.phases[:, step - delay] for delay in card.heads_steps]
            yield told["embedding"], told["scores"], np.stack(phases, axis=1)


def _told(engine: Engine, x: Array) -> Iterator[Arrays]:
    """Yields what a network tells of each step of stretches, (stretches, steps, channels)."""
    stretches = len(x)
    inputs = {"state": np.zeros((stretches, *engine.takes["state"]), np.float32)}
    if "rotation" in engine.takes:
        inputs["rotation"] = np.tile(np.eye(3, dtype=np.float32), (stretches, 1, 1))
    for step in range(x.shape[1]):
        told = engine.run({"sample": x[:, step], **inputs})
        inputs["state"] = told["state"]
        yield told
