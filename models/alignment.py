"""Recordings turned so that every device sits as most of them do.

People strap a phone on as they please. In training the labels tell what the readings should have
in common: their means in each phase of each exercise. The rotations that bring these together are
found by generalised Procrustes analysis, J. C. Gower, Psychometrika 40 (1975), 33: each recording
is fitted to the mean of all, again and again. What the majority does wins.
"""

from collections.abc import Sequence

import numpy as np

from models.labels import Ints
from models.rotations import Matrix, kabsch
from models.windows import Floats

ROUNDS = 8
LEAST_ROWS = 30
"""A phase that a recording has fewer rows of says nothing about it."""
WEIGHTS = (1.0, 2.0, 2.0)
"""Of gravity, acceleration and scaled rotation rate."""


def aligning_rotations(
    recordings: Sequence[Floats], phases: Sequence[Ints], rotation_scale_rad_s: float
) -> list[Matrix]:
    """Returns the rotation of each recording, (3, 3).

    Args:
        recordings: (rows, 9) each: gravity, acceleration, rotation rate; may hold NaN.
        phases: (rows,) each.
        rotation_scale_rad_s: rotation rates are divided by it.
    """
    count = 1 + max(int(each.max()) for each in phases)
    means = np.stack(
        [
            _means(x, phase, count, rotation_scale_rad_s)
            for x, phase in zip(recordings, phases, strict=True)
        ]
    )  # (recordings, phases, vectors, 3)
    known = ~np.isnan(means).any(axis=(2, 3))
    means[~known] = 0
    rotations = np.tile(np.eye(3), (len(means), 1, 1))
    for _ in range(ROUNDS):
        together = np.einsum("nij,npvj->pvi", rotations, means)
        template = together / known.sum(axis=0).clip(1)[:, np.newaxis, np.newaxis]
        products = np.einsum("v,pvi,npvj->nij", np.array(WEIGHTS), template, means)
        rotations = kabsch(products).rotation
    return list(rotations)


def _means(x: Floats, phases: Ints, count: int, rotation_scale_rad_s: float) -> Matrix:
    """Returns the mean vectors of each phase, (count, vectors, 3); NaN where there are too few."""
    vectors = x.reshape(len(x), 3, 3).astype(np.float64)
    vectors[:, 2] /= rotation_scale_rad_s
    complete = ~np.isnan(vectors).any(axis=(1, 2))
    means = np.full((count, 3, 3), np.nan)
    for phase in range(count):
        rows = complete & (phases == phase)
        if rows.sum() >= LEAST_ROWS:
            means[phase] = vectors[rows].mean(axis=0)
    return means
