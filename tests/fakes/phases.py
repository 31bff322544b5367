"""What a network would say of phases, made up; and a card for it."""

import numpy as np

from inference.engine import Scores
from models.card import BREAK, Card, CounterSettings, Halves

CLASSES = (BREAK, "Lunge", "Squat")
PAUSE, LUNGE_DOWN, LUNGE_UP, DOWN, UP = range(5)
USUAL = Halves(first_steps=10, second_steps=10, turn_to_end_steps=12)
SURENESS = 0.96


def phase_card(delay_steps: int = 5) -> Card:
    """A card for two exercises whose halves usually take a second each."""
    counter = CounterSettings(kind="phases", halves=dict.fromkeys(CLASSES[1:], USUAL))
    return Card(
        architecture="phases",
        classes=CLASSES,
        channels=("phone.gravity_x_g",),
        rate_hz=10.0,
        window_steps=40,
        delay_steps=delay_steps,
        phases=True,
        counter=counter,
    )


def phases(*runs: tuple[int, int]) -> list[int]:
    """Returns phases step by step from runs of a phase and its length."""
    return [phase for phase, steps in runs for _ in range(steps)]


def cycle(first: int = 10, second: int = 10, pause: int = 10) -> list[int]:
    """A squat and what comes before the next one."""
    return phases((DOWN, first), (UP, second), (PAUSE, pause))


def said(steps: list[int], delay_steps: int = 5, sureness: float = SURENESS) -> Scores:
    """Returns (steps, outputs) of a network that knows these phases so many steps later."""
    known = [PAUSE] * delay_steps + steps
    outputs = 2 * len(CLASSES) - 1
    scores = np.full((len(known), outputs), (1.0 - sureness) / (outputs - 1), np.float32)
    scores[np.arange(len(known)), known] = sureness
    return scores
