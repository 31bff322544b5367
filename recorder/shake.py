"""Which of several sensors is being shaken."""

import math
import statistics
from collections.abc import Mapping, Sequence

SHAKEN_G = 0.3
"""How much a shaken sensor's acceleration spreads at least; one at rest spreads by 0.02 g."""

CLEARLY = 3.0
"""How many times as much as any other's."""

FEWEST = 4
"""Readings below which there is nothing to say."""


def spread_g(accelerations_g: Sequence[Sequence[float]]) -> float:
    """Returns the standard deviation of the acceleration, over all axes."""
    if len(accelerations_g) < FEWEST:
        return 0.0
    axes = zip(*accelerations_g, strict=True)
    return math.sqrt(sum(statistics.pvariance(axis) for axis in axes))


def shaken(accelerations_g: Mapping[str, Sequence[Sequence[float]]]) -> str | None:
    """Returns the one sensor that moves far more than the others, if there is one.

    Args:
        accelerations_g: by sensor, its latest readings along x, y and z.
    """
    spreads_g = {name: spread_g(readings) for name, readings in accelerations_g.items()}
    most = max(spreads_g, key=spreads_g.__getitem__, default=None)
    if most is None or spreads_g[most] < SHAKEN_G:
        return None
    others_g = [spread for name, spread in spreads_g.items() if name != most]
    return most if spreads_g[most] >= CLEARLY * max(others_g, default=0.0) else None
