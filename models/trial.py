"""Trying hyper-parameters: networks fitted in a short course and asked about somebody left out.

It is a cheap stand-in for a live test. The person's recordings go through the networks in one
piece, turned upright by what their labels tell (live the turn has to be found while it goes on),
and the likeliest phase of the slowest answer is the decision: neither temperatures nor counting.
"""

import threading
from dataclasses import dataclass, replace

import numpy as np

from models.alignment import aligning_rotations
from models.comparing import of_sequence
from models.dataset import Dataset, Series
from models.evaluation import UNSCORED_END_S, UNSCORED_START_S
from models.labels import Ints
from models.networks import load_keras
from models.rotations import Matrix
from models.streamtraining import StreamSchedule, fit
from models.tcn import Networks, StreamingTcn
from models.vectors import MOVING, Layout

_ONE_AT_A_TIME = threading.Lock()
"""Keras has one source of randomness and one graph for the whole process."""
FUSED_SHARE = 0.4
"""Of the course that fusing pays for."""


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """What everything is tried on.

    Attributes:
        dataset: of the people who may be seen.
        layout: of its channels.
        epochs: of a trial; the schedule's own course, but in so many.
        seed: of the weights and of what is drawn.
    """

    dataset: Dataset
    layout: Layout
    epochs: int
    seed: int


def tried(
    ground: Ground, architecture: StreamingTcn, schedule: StreamSchedule, person: str
) -> float:
    """Returns the macro-F1 on a person of networks fitted to the others.

    Args:
        ground: what it is tried on.
        architecture: the networks and their sizes.
        schedule: how they are fitted; epochs and seed are the ground's.
        person: who is left out.

    Raises:
        UsageError: the ``train`` extra is missing.
    """
    with _ONE_AT_A_TIME:
        load_keras().backend.clear_session()  # else what earlier trials left would pile up
        dataset = ground.dataset
        training = [series for series in dataset.series if series.subject != person]
        networks = fit(
            training,
            ground.layout,
            2 * len(dataset.classes) - 1,
            architecture=architecture,
            schedule=replace(shortened(schedule, ground.epochs), seed=ground.seed),
        )
        told = [
            _true_and_told(networks, series, _rotation(networks, series, training))
            for series in dataset.series
            if series.subject == person
        ]
    want, have = (np.concatenate(each) for each in zip(*told, strict=True))
    return macro_f1(want, have, len(dataset.classes))


def shortened(schedule: StreamSchedule, epochs: int) -> StreamSchedule:
    """Returns a schedule that takes the same course in other epochs.

    What is counted in steps, the rise of the rate and the span of the averaged weights, keeps its
    share of the whole. Where there are few steps they are not fused.
    """
    share = epochs / schedule.epochs
    return replace(
        schedule,
        epochs=epochs,
        rising_steps=max(round(schedule.rising_steps * share), 1),
        average=1 - min((1 - schedule.average) / share, 1.0),
        fused=schedule.fused and share > FUSED_SHARE,
    )


def macro_f1(want: Ints, have: Ints, classes: int) -> float:
    """Returns the mean of the classes' F1, of those that there are.

    Args:
        want: (rows,), true classes.
        have: (rows,), told ones.
        classes: how many there may be.
    """
    matrix = np.zeros((classes, classes))
    np.add.at(matrix, (want, have), 1)
    there = matrix.sum(0) + matrix.sum(1)
    return float(np.mean((2 * np.diag(matrix))[there > 0] / there[there > 0]))


def _rotation(networks: Networks, series: Series, training: list[Series]) -> Matrix:
    """Returns what turns a recording as those that the networks were fitted to are turned."""
    if networks.registration is None:
        return np.eye(3)
    every = [*training, series]
    scale = networks.architecture.registration.rotation_scale_rad_s
    moving = [each.x[:, :MOVING] for each in every]
    return aligning_rotations(moving, [each.phases for each in every], scale)[-1]


def _true_and_told(networks: Networks, series: Series, rotation: Matrix) -> tuple[Ints, Ints]:
    """Returns the class of each row that is scored, as it is and as it is told; (rows,) each."""
    complete = ~np.isnan(series.x[:, 0])
    scores = of_sequence(networks, series.x[complete], rotation)["scores"]
    delay_steps = networks.answers.delays_steps[-1]
    phases = np.zeros(len(scores), np.int64)
    phases[: len(scores) - delay_steps] = scores[delay_steps:, -1].argmax(axis=-1)
    told = np.zeros(len(series.x), np.int64)
    told[complete] = (phases + 1) // 2
    first, last = (round(s * series.rate_hz) for s in (UNSCORED_START_S, UNSCORED_END_S))
    return series.labels[first : len(told) - last], told[first : len(told) - last]
