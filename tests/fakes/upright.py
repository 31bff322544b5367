"""A streaming network that knows how an upright phone moves, and phones worn in any way.

What moves is known to it from a channel of its own, which no turn of the phone changes.
"""

from collections.abc import Sequence

import numpy as np

from inference.engine import Arrays
from models.card import BREAK, Card, CounterSettings, Mounting
from models.rotations import Matrix
from sessions.frames import Frame
from tests.fakes.recordings import frame

CLOCK = "phone.yaw_rad"
"""Radians into the movement; 0 is rest."""
VECTORS = ("gravity_{}_g", "acceleration_{}_g", "rotation_{}_rad_s")
COLUMNS = (*(f"phone.{vector.format(axis)}" for vector in VECTORS for axis in "xyz"), CLOCK)
RATE_HZ = 10.0
REST = 0.0
SCALE = np.repeat([1.0, 1.0, 3.0], 3)


def streaming_card(
    mounting: Mounting | None = None, optional: tuple[str, ...] = (), window_steps: int = 8
) -> Card:
    """A card of this network, for one exercise."""
    return Card(
        architecture="upright",
        classes=(BREAK, "Squat"),
        channels=COLUMNS,
        rate_hz=RATE_HZ,
        window_steps=window_steps,
        delay_steps=0,
        streaming=True,
        optional=optional,
        mounting=mounting or Mounting(delay_steps=3),
        counter=CounterSettings(steps={"Squat": 3}, set_break_steps=20),
    )


def upright(clock: Matrix) -> Matrix:
    """Returns what an upright phone reads, (..., 9), rotation over the scale."""
    lift = (1 - np.cos(clock)) / 2
    gravity = [-np.sin(lift), -np.cos(lift), 0.3 * np.sin(2 * clock)]
    acceleration = [0.4 * np.sin(clock), 0.5 * np.sin(2 * clock), 0.3 * np.sin(clock)]
    rotation = [0.2 * np.sin(clock), 0.3 * np.sin(3 * clock), 0.5 * np.sin(2 * clock)]
    return np.stack([*gravity, *acceleration, *rotation], axis=-1)


class UprightEngine:
    """Says 'Squat' where an upright phone was lately accelerated along y, all in all.

    Its state holds the clock's and that acceleration's latest values, the newest first.
    """

    def __init__(self, described: Card | None = None) -> None:
        self.card = described or streaming_card()
        self._steps = self.card.window_steps
        self.takes = {
            "sample": (len(COLUMNS),),
            "rotation": (3, 3),
            "state": (2 * self._steps,),
        }
        self.batches: list[int] = []

    def run(self, inputs: Arrays) -> Arrays:
        sample, rotation, state = inputs["sample"], inputs["rotation"], inputs["state"]
        self.batches.append(len(sample))
        clocks, lifts = np.split(state, 2, axis=1)
        clocks = np.concatenate([sample[:, 9:], clocks[:, :-1]], axis=1)
        turned = np.einsum("bij,bj->bi", rotation, sample[:, 3:6])
        lifts = np.concatenate([turned[:, 1:2], lifts[:, :-1]], axis=1)
        share = 1 / (1 + np.exp(-20 * lifts.mean(axis=1)))
        assert self.card.mounting
        then = clocks[:, self.card.mounting.delay_steps].astype(np.float64)
        return {
            "scores": np.stack([1 - share, share], axis=1)[:, np.newaxis].astype(np.float32),
            "upright": upright(then).astype(np.float32),
            "state": np.concatenate([clocks, lifts], axis=1),
        }


def workout(rest_s: float = 2.0, moving_s: float = 10.0) -> Matrix:
    """Returns the clock of somebody who stands still and then moves; (rows,)."""
    moving = 2 * np.pi * 0.4 / RATE_HZ * np.arange(round(moving_s * RATE_HZ))
    return np.concatenate([np.full(round(rest_s * RATE_HZ), REST), moving])


def worn(clock: Matrix, rotation: Matrix, *, mirrored: bool = False) -> Matrix:
    """Returns what a phone reads that is turned upright by a rotation, (rows, columns)."""
    vectors = upright(clock).reshape(-1, 3, 3) @ rotation
    if mirrored:
        vectors[:, :2] *= -1
    return np.column_stack([vectors.reshape(-1, 9) * SCALE, clock])


def frames(rows: Matrix, first: int = 0) -> Sequence[Frame]:
    """Returns the frames of rows."""
    return [frame(first + tick, tuple(row)) for tick, row in enumerate(rows.tolist())]


def rotation_of(quaternion: Sequence[float]) -> Matrix:
    """Returns the rotation of a quaternion other than zero, (3, 3)."""
    w, x, y, z = np.array(quaternion) / np.linalg.norm(quaternion)
    return np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
            [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
            [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
        ]
    )
