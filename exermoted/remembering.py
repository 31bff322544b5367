"""Showing recordings to a network to see what it makes of them, changed as in training."""

from collections.abc import Iterator, Sequence

import msgspec
import numpy as np

from inference.engine import Array, Arrays, Engine
from models.crops import Augmentation, Batch, Crops, Source
from models.dataset import Series
from models.labels import Ints
from models.memory import Memory
from models.streamtraining import make_sources
from models.tcn import StreamingTcn
from models.vectors import layout

STRETCH_S = 16.0
UNSCORED_S = 3.0
"""Of it, at the beginning, where too little is seen to be judged by it."""
AT_ONCE = 64
AS_OTHERS = Augmentation(
    tempo=0.3,
    acceleration_gain=0.35,
    rotation_gain=0.3,
    strap_deg=(15.0, 35.0, 15.0),
    noise=(0.03, 0.06, 0.2),
    starting=0.0,
)
"""Wider than in training: what one person shows has to stand for everybody."""

MEMORY_STRETCHES, MEMORY_MOMENTS = 128, 4000
"""What is drawn of what a network has learnt from, and what is kept of that."""


def training_memory(engine: Engine, series: Sequence[Series]) -> Memory:
    """Returns what a streaming network makes of what it has learnt from.

    Args:
        engine: it tells its embedding.
        series: of its training people, of its classes and channels.
    """
    card = engine.card
    architecture = msgspec.convert(card.network, StreamingTcn)
    sources = make_sources(series, layout(card.channels), architecture)
    random = np.random.default_rng(0)
    moments = remembered(engine, sources, MEMORY_STRETCHES, random, Augmentation(starting=0.0))
    return moments.some(MEMORY_MOMENTS, random)


def remembered(
    engine: Engine,
    sources: Sequence[Source],
    stretches: int,
    random: np.random.Generator,
    augmentation: Augmentation,
) -> Memory:
    """Returns what a streaming network makes of so many stretches of recordings.

    Args:
        engine: it tells its embedding.
        sources: with the phases of the engine's classes and further ones; turned upright.
        stretches: how many are drawn.
        random: what they are drawn with.
        augmentation: how each is changed.
    """
    rate_hz = engine.card.rate_hz
    crops = Crops(
        sources,
        steps=round(STRETCH_S * rate_hz),
        rate_hz=rate_hz,
        means_s=(1.0,)
        * (sources[0].means.shape[1] // 3),  # not asked for: the network makes its own
        augmentation=augmentation,
        random=random,
    )
    sizes = [min(AT_ONCE, stretches - done) for done in range(0, stretches, AT_ONCE)]
    moments = [m for size in sizes for m in _moments(engine, crops.draw(size))]
    return Memory(*(np.concatenate(part) for part in zip(*moments, strict=True)))


def _moments(engine: Engine, batch: Batch) -> Iterator[tuple[Array, Array, Ints]]:
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
