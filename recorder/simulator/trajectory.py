"""A movement of the user's own, told in a YAML file, for exercises that nobody has recorded.

::

    exercise: Lunge
    first_half:  # poses at equal steps from a repetition's start to its turn
      phone.gravity: [[0, -1, 0], [0.3, -0.9, -0.3], [0.5, -0.7, -0.5]]
      left_foot.acceleration: [[0, -1, 0], [0, -0.8, 0.6], [0, -0.8, 0.6]]

``second_half`` leads back to the start; where it is not told, it is the first one backwards. What
is not told at all stays as it is when a person stands still.
"""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import msgspec
import numpy as np

from recorder.simulator.kinematics import unit
from recorder.simulator.population import (
    ACCELERATION,
    CHANNELS,
    GRAVITY,
    PLACE,
    STANDING,
    Movement,
)
from recorder.simulator.timeline import KNOTS, Floats, Part
from sessions.channels import PHONE, PLACES
from sessions.errors import DataError

_COLUMNS = {
    f"{PHONE.name}.gravity": GRAVITY,
    f"{PHONE.name}.acceleration": ACCELERATION,
    **{f"{place}.acceleration": PLACE[place] for place in PLACES},
}
_GET_UP_KNOTS = 20
_MOVING_SPREAD = (0.1, 0.08, 0.4, *[0.08] * len(PLACES))
_RESTING_SPREAD = (0.25, 0.12, 0.8, *[0.2] * len(PLACES))
"""About those of sit-ups and squats, and of the breaks between sets, in the public recordings."""

Vector = tuple[float, float, float]
Poses = Annotated[tuple[Vector, ...], msgspec.Meta(min_length=2, max_length=1000)]


class Trajectory(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A repetition in poses.

    Attributes:
        exercise: its name, as in the list of exercises.
        first_half: by quantity, vectors [g] at equal steps of time.
        second_half: likewise, from the turn back to the start.
    """

    exercise: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
    first_half: dict[str, Poses]
    second_half: dict[str, Poses] | None = None

    def __post_init__(self) -> None:
        for half in (self.first_half, self.second_half or {}):
            for name, poses in half.items():
                _check(name, poses)


def _check(name: str, poses: Sequence[Vector]) -> None:
    if name not in _COLUMNS:
        raise ValueError(f"'{name}' is not one of {', '.join(_COLUMNS)}")
    if not all(math.isfinite(axis) for pose in poses for axis in pose):
        raise ValueError(f"'{name}' holds a value that is no finite number")
    if _COLUMNS[name] == GRAVITY and not all(any(pose) for pose in poses):
        raise ValueError(f"'{name}' holds a vector of zeros, which points nowhere")


def read_trajectory(path: Path) -> dict[str, Movement]:
    """Reads a movement, by the name of its exercise.

    Raises:
        DataError: the file cannot be read or says something impossible; names the place in it.
    """
    try:
        trajectory = msgspec.yaml.decode(path.read_bytes(), type=Trajectory)
    except OSError as error:
        raise DataError(path, f"cannot be read: {error.strerror}") from error
    except msgspec.MsgspecError as error:
        raise DataError(path, f"is not a trajectory: {error}") from error
    return {trajectory.exercise: movement_of(trajectory)}


def movement_of(trajectory: Trajectory) -> Movement:
    """Returns the movement of one person who does as told."""
    first = _half(trajectory.first_half)
    back = trajectory.second_half
    curve = np.empty((KNOTS, CHANNELS))
    curve[Part.FIRST_HALF.value] = first
    curve[Part.SECOND_HALF.value] = first[::-1] if back is None else _half(back)
    curve[Part.REST.value] = first[0]
    getting_up = np.linspace(0, 1, _GET_UP_KNOTS)[:, None]
    from_start = first[0] + getting_up * (STANDING - first[0])
    curve[Part.LEAVE.value] = STANDING
    curve[Part.LEAVE.value][:_GET_UP_KNOTS] = from_start
    curve[Part.APPROACH.value] = STANDING
    curve[Part.APPROACH.value][-_GET_UP_KNOTS:] = from_start[::-1]
    curve[:, GRAVITY] = unit(curve[:, GRAVITY])
    spread = np.tile(_MOVING_SPREAD, (KNOTS, 1))
    for part in (Part.LEAVE, Part.APPROACH):
        spread[part.value] = _RESTING_SPREAD
    return Movement(curve[None], spread)


def _half(told: Mapping[str, Sequence[Vector]]) -> Floats:
    half: Floats = np.tile(STANDING, (Part.FIRST_HALF.knots, 1))
    for name, poses in told.items():
        steps, knots = np.linspace(0, 1, len(poses)), np.linspace(0, 1, len(half))
        columns = [np.interp(knots, steps, axis) for axis in np.array(poses).T]
        half[:, _COLUMNS[name]] = np.stack(columns, axis=1)
    return half
