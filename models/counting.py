"""Counter settings from labels: how long the exercises take."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import groupby
from statistics import median

import numpy as np

from models.card import CounterSettings, Halves
from models.dataset import Series
from sessions.frames import Label, Phase

SET_BREAK_S = 6.0
"""How long after a repetition its set is over; a pause within a set lasts up to 3 s."""
PAUSE_S = 4.0
"""How long somebody may stop in the middle of a repetition."""


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


def phase_settings(labels: Iterable[Sequence[Label]], rate_hz: float) -> CounterSettings:
    """Returns settings for a counter of phases, as far as labels alone give them.

    Args:
        labels: of each recording, one per frame.
        rate_hz: of the frames.
    """
    return CounterSettings(
        kind="phases",
        halves=labelled_halves(labels),
        set_break_steps=round(SET_BREAK_S * rate_hz),
        pause_steps=round(PAUSE_S * rate_hz),
    )


def labelled_halves(labels: Iterable[Sequence[Label]]) -> dict[str, Halves]:
    """Returns the usual repetition of each exercise as labels have it.

    Args:
        labels: of each recording, one per frame; all of one rate.
    """
    lengths: dict[str, dict[Phase, list[int]]] = defaultdict(lambda: defaultdict(list))
    for recording in labels:
        for label, run in groupby(recording):
            if label.is_moving and label.exercise:
                lengths[label.exercise][label.phase].append(sum(1 for _ in run))
    return {name: _usual(lengths[name]) for name in sorted(lengths)}


def _usual(lengths: dict[Phase, list[int]]) -> Halves:
    """Returns the medians; an exercise of which one half only is known has two of them."""
    known = [*lengths[Phase.FIRST_HALF], *lengths[Phase.SECOND_HALF]]
    first = median(lengths[Phase.FIRST_HALF] or known)
    second = median(lengths[Phase.SECOND_HALF] or known)
    return Halves(first_steps=first, second_steps=second, turn_to_end_steps=second)
