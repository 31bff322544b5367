"""Recordings as they would be had the phone sat otherwise or the signals been poor.

Pure functions on (rows, channels) arrays whose columns are named: rows are frames, NaN is missing.
The phone's vectors turn together and its angles follow; other streams stay as they are.
"""

import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from sessions.channels import AXES, PHONE
from sessions.recording import Recording

Values = npt.NDArray[np.float64]
Matrix = npt.NDArray[np.float64]
"""(3, 3), turns what a phone reads into what it would read otherwise."""

HELD_SHARE = 0.2
FREEZE_S, FREEZE_EVERY_S = 1.0, 13.0
MIRROR: Matrix = np.diag([-1.0, 1.0, 1.0])
"""Right and left changed: what the phone on one arm reads becomes what it reads on the other."""

_GRAVITY, _ACCELERATION, _ROTATION = (
    tuple(f"{PHONE.name}.{quantity}_{axis}_{unit}" for axis in AXES)
    for quantity, unit in (("gravity", "g"), ("acceleration", "g"), ("rotation", "rad_s"))
)
_ANGLES = tuple(f"{PHONE.name}.{angle}_rad" for angle in ("pitch", "roll", "yaw"))


@dataclass(frozen=True, slots=True)
class Signals:
    """What is disturbed.

    Attributes:
        values: (rows, channels).
        columns: name of each channel.
        rate_hz: of the rows.
    """

    values: Values
    columns: tuple[str, ...]
    rate_hz: float

    def places(self, columns: Sequence[str]) -> list[int]:
        """Returns where those of these columns are that there are."""
        return [self.columns.index(name) for name in columns if name in self.columns]


Disturbance = Callable[[Signals, np.random.Generator], Values]
"""Returns other values, (rows, channels), for the same columns."""


def rotate(signals: Signals, draw: np.random.Generator) -> Values:
    """Returns what a phone strapped on turned by any rotation reads."""
    return turned(signals, random_rotation(draw))


def remount(signals: Signals, draw: np.random.Generator) -> Values:
    """Returns what a phone reads that sits in one rotation and from the middle on in another."""
    first, second = (turned(signals, random_rotation(draw)) for _ in range(2))
    half = len(signals.values) // 2
    return np.concatenate([first[:half], second[half:]])


def mirror(signals: Signals, _: np.random.Generator) -> Values:
    """Returns what a phone on the other arm reads: everything as in a mirror."""
    return turned(signals, MIRROR)


def hold(signals: Signals, draw: np.random.Generator) -> Values:
    """Returns rows of which a fifth, drawn at random, repeat the row before."""
    rows = np.arange(len(signals.values))
    late = draw.random(len(rows)) < HELD_SHARE
    return signals.values[np.maximum.accumulate(np.where(late, 0, rows))]


def freeze(signals: Signals, _: np.random.Generator) -> Values:
    """Returns rows that stand still for a second every 13 s."""
    every, length = (round(s * signals.rate_hz) for s in (FREEZE_EVERY_S, FREEZE_S))
    rows = np.arange(len(signals.values))
    into = rows % every - (every - length)
    return signals.values[np.where(into >= 0, rows - into, rows)]


def without_gyroscope(signals: Signals, _: np.random.Generator) -> Values:
    """Returns what a phone reads that measures no rotation."""
    return _lacking(signals, signals.places(_ROTATION))


def without_nearables(signals: Signals, _: np.random.Generator) -> Values:
    """Returns what arrives of the phone alone."""
    others = [name for name in signals.columns if not name.startswith(f"{PHONE.name}.")]
    return _lacking(signals, signals.places(others))


DISTURBANCES: Mapping[str, Disturbance] = MappingProxyType(
    {
        "rotate": rotate,
        "mirror": mirror,
        "remount": remount,
        "hold": hold,
        "freeze": freeze,
        "no-gyroscope": without_gyroscope,
        "no-nearables": without_nearables,
    }
)


def disturbed(recording: Recording, kind: str, seed: int) -> Recording:
    """Returns a recording with other values; its labels and times remain.

    Args:
        recording: is not changed.
        kind: one of `DISTURBANCES`.
        seed: with the recording's name it gives what is drawn, whatever else is disturbed.
    """
    columns = tuple(channel.column for channel in recording.channels)
    values = np.array([frame.values for frame in recording.frames], np.float64)
    draw = np.random.default_rng([seed, zlib.crc32(recording.name.encode())])
    signals = Signals(
        values.reshape(len(recording.frames), len(columns)), columns, recording.rate_hz
    )
    rows = DISTURBANCES[kind](signals, draw).tolist()
    frames = [replace(f, values=tuple(row)) for f, row in zip(recording.frames, rows, strict=True)]
    return replace(recording, frames=frames)


def random_rotation(draw: np.random.Generator) -> Matrix:
    """Returns a rotation, (3, 3), every one as likely as any other.

    That of a unit quaternion whose direction is uniform; K. Shoemake, Uniform Random Rotations,
    Graphics Gems III (1992), 124.
    """
    w, x, y, z = (quaternion := draw.normal(size=4)) / np.linalg.norm(quaternion)
    return np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)],
            [2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)],
            [2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)],
        ]
    )


def turned(signals: Signals, turn: Matrix) -> Values:
    """Returns what the phone reads after a rotation or a reflection of it.

    Gravity and acceleration are polar vectors, v' = T v; the rotation rate is an axial one,
    ω' = det(T) · T ω. Its angles are those of the attitude A' = S A Tᵀ, where S reflects the
    earth, too, if T is a reflection.
    """
    values = signals.values.copy()
    parity = np.sign(np.linalg.det(turn))
    for columns, sign in ((_GRAVITY, 1.0), (_ACCELERATION, 1.0), (_ROTATION, parity)):
        places = signals.places(columns)
        if len(places) == len(AXES):
            values[:, places] = sign * signals.values[:, places] @ turn.T
    angles = signals.places(_ANGLES)
    if len(angles) == len(_ANGLES):
        earth = MIRROR if parity < 0 else np.eye(3)
        values[:, angles] = angles_of(earth @ attitudes(signals.values[:, angles]) @ turn.T)
    return values


def attitudes(angles: Values) -> Values:
    """Returns the rotations from a phone's axes to the earth's, (rows, 3, 3).

    Args:
        angles: (rows, 3), pitch, roll and yaw in rad as CoreMotion defines them:
            A = Rz(yaw) · Rx(pitch) · Ry(roll).
    """
    (cp, cr, cy), (sp, sr, sy) = np.cos(angles.T), np.sin(angles.T)
    rows = [
        [cy * cr - sy * sp * sr, -sy * cp, cy * sr + sy * sp * cr],
        [sy * cr + cy * sp * sr, cy * cp, sy * sr - cy * sp * cr],
        [-cp * sr, sp, cp * cr],
    ]
    return np.moveaxis(np.array(rows), -1, 0)


def angles_of(attitude: Values) -> Values:
    """Returns pitch, roll and yaw in rad, (rows, 3), of attitudes, (rows, 3, 3)."""
    a = attitude
    pitch = np.arctan2(a[:, 2, 1], np.hypot(a[:, 2, 0], a[:, 2, 2]))
    return np.stack(
        [pitch, np.arctan2(-a[:, 2, 0], a[:, 2, 2]), np.arctan2(-a[:, 0, 1], a[:, 1, 1])], axis=1
    )


def _lacking(signals: Signals, places: Sequence[int]) -> Values:
    values = signals.values.copy()
    values[:, places] = np.nan
    return values
