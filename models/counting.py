"""Counter settings from labels: how many equal predictions make a repetition."""

from collections.abc import Sequence

import numpy as np

from models.card import CounterSettings
from models.dataset import Series

SET_BREAK_S = 6.0
"""How long after a repetition its set is over; a pause within a set lasts up to 3 s."""


def counter_settings(series: Sequence[Series], classes: Sequence[str]) -> CounterSettings:
    """Returns settings for these exercises as they were done in training.

    Of each exercise a third of the shortest repetition: few enough that a repetition recognised
    late or with an interruption still counts, and so many that a short confusion does not. On
    the public recordings this comes near the original's settings, chosen by hand: 15 for a
    burpee, 10 for a situp, 5 for a squat.

    Args:
        series: of the training people, all of one rate.
        classes: "Break" first.
    """
    runs = [run for each in series for run in _runs(each)]
    steps = {
        name: max(1, min((length for label, length in runs if label == index), default=1) // 3)
        for index, name in enumerate(classes)
        if index > 0
    }
    return CounterSettings(steps=steps, set_break_steps=round(SET_BREAK_S * series[0].rate_hz))


def _runs(series: Series) -> list[tuple[int, int]]:
    """Returns class and length of each whole run; those at the ends may be cut short."""
    edges = np.flatnonzero(np.diff(series.labels)) + 1
    lengths = np.diff(edges)
    return list(zip(series.labels[edges[:-1]].tolist(), lengths.tolist(), strict=True))
