"""Engines that say what a test wants to hear."""

import numpy as np

from inference.engine import Array, Arrays
from models.card import BREAK, Card, CounterSettings


def card(
    window_steps: int = 4,
    delay_steps: int = 2,
    steps: int = 2,
    channels: tuple[str, ...] = ("phone.gravity_x_g",),
    set_break_steps: int = 5,
) -> Card:
    """A card for one exercise, the squat."""
    return Card(
        architecture="threshold",
        classes=(BREAK, "Squat"),
        channels=channels,
        rate_hz=10.0,
        window_steps=window_steps,
        delay_steps=delay_steps,
        counter=CounterSettings(steps={"Squat": steps}, set_break_steps=set_break_steps),
    )


class ThresholdEngine:
    """Says 'Squat' where the first channel is above a half in the row that the answer is about."""

    def __init__(self, described: Card | None = None) -> None:
        self.card = described or card()
        self.takes = {"window": (self.card.window_steps, len(self.card.channels))}
        self.windows: list[Array] = []
        self.batches: list[int] = []

    def run(self, inputs: Arrays) -> Arrays:
        windows = inputs["window"]
        self.windows += list(windows.copy())
        self.batches.append(len(windows))
        is_squat = windows[:, -1 - self.card.delay_steps, :1] > 0.5
        scores = np.where(is_squat, [0.1, 0.9], [0.8, 0.2])
        return {"scores": scores[:, np.newaxis].astype(np.float32)}
