"""Recordings changed as other people, straps and radios would change them.

Each is a pure function on rows, (time, channel). ``moving`` rows hold three vectors: gravity, a
unit vector; acceleration without it; rotation rate. They belong together: gravity changes as the
device turns, dg/dt = -ω × g, and whatever is done to one of them is done to the others.
"""

import numpy as np
import numpy.typing as npt

from models.labels import Ints
from models.rotations import Matrix, turned
from models.windows import Floats

Bools = npt.NDArray[np.bool_]

GRAVITY, ACCELERATION, ROTATION = slice(0, 3), slice(3, 6), slice(6, 9)


def times_at(tempo: float, start: float, steps: int) -> Matrix:
    """Returns where ``steps`` rows at another tempo lie in the original, in rows; (steps,)."""
    times: Matrix = start + tempo * np.arange(steps, dtype=np.float64)
    return times


def sampled(x: Floats, at: Matrix) -> Floats:
    """Returns rows between rows, (times, channel), by linear interpolation.

    Args:
        x: (time, channel).
        at: (times,), in rows; before the first and after the last row nothing changes.
    """
    at = at.clip(0, len(x) - 1)
    before = at.astype(np.int64)
    after = np.minimum(before + 1, len(x) - 1)
    share = (at - before).astype(np.float32)[:, np.newaxis]
    between: Floats = x[before] * (1 - share) + x[after] * share
    return between


def nearest(labels: Ints, at: Matrix) -> Ints:
    """Returns the label of the row nearest to each time, (times,)."""
    rows = np.rint(at).astype(np.int64).clip(0, len(labels) - 1)
    there: Ints = labels[rows]
    return there


def at_tempo(moving: Floats, at: Matrix, tempo: float) -> Floats:
    """Returns the same path gone through ``tempo`` times as fast, (times, 9).

    Rates of rotation grow with the tempo, accelerations with its square.

    Args:
        moving: (time, 9).
        at: (times,), as `times_at` gives them for this tempo.
        tempo: above 1 is faster.
    """
    x = sampled(moving, at)
    x[:, GRAVITY] /= np.linalg.norm(x[:, GRAVITY], axis=1, keepdims=True).clip(1e-6)
    x[:, ACCELERATION] *= tempo**2
    x[:, ROTATION] *= tempo
    return x


def with_strap(moving: Floats, rotation: Matrix) -> Floats:
    """Returns what a device turned in its strap reads, (time, 9)."""
    return turned(moving, rotation)


def with_gains(moving: Floats, acceleration: float, rotation: float) -> Floats:
    """Returns a more or a less vigorous movement, (time, 9); gravity stays as it is."""
    x = moving.copy()
    x[:, ACCELERATION] *= acceleration
    x[:, ROTATION] *= rotation
    return x


def held(x: Floats, is_lost: Bools) -> Floats:
    """Returns rows of which the lost ones, (time,), repeat the one before; the first never is."""
    rows = np.where(is_lost, 0, np.arange(len(x)))
    kept: Floats = x[np.maximum.accumulate(rows)]
    return kept


def without(x: Floats, channels: slice) -> Floats:
    """Returns rows that lack channels: NaN."""
    x = x.copy()
    x[:, channels] = np.nan
    return x
