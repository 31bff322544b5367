"""A made-up phone on somebody who trains: gravity turns as the rotation rates say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from types import MappingProxyType

import msgspec
import numpy as np

from models.rotations import Matrix
from sessions.channels import PHONE, Stream
from sessions.exercises import load_exercises
from sessions.frames import Label
from sessions.recording import Recording
from sessions.script import generate
from tests.fakes.recordings import frame

DOWN = (0.0, -1.0, 0.0)
"""What an upright phone reads of gravity."""
COLUMNS = tuple(
    f"phone.{quantity}_{axis}_{unit}"
    for quantity, unit in (("gravity", "g"), ("acceleration", "g"), ("rotation", "rad_s"))
    for axis in "xyz"
)
RATE_HZ = 10.0


@dataclass(frozen=True)
class Movement:
    """There and back about an axis of the phone.

    Attributes:
        axis: a unit vector.
        angle_rad: how far.
        thrust_g: acceleration on the way there; the way back it is against that.
    """

    axis: tuple[float, float, float]
    angle_rad: float
    thrust_g: tuple[float, float, float]


MOVEMENTS: Mapping[str, Movement] = MappingProxyType(
    {
        "Burpee": Movement((0.6, 0.0, 0.8), 1.4, (0.2, 0.9, 0.3)),
        "Situp": Movement((0.8, 0.6, 0.0), 0.9, (0.5, -0.3, 0.4)),
        "Squat": Movement((0.0, 0.6, 0.8), 0.5, (-0.1, 0.5, 0.6)),
    }
)


def swung(share: Matrix, per_s: Matrix | float, movement: Movement) -> Matrix:
    """Returns what a phone reads in the course of a movement, (rows, 9).

    Args:
        share: (rows,), of the movement, 0 to 1; it stands still at either end.
        per_s: (rows,) or one for all, how fast that grows.
        movement: there and back.
    """
    axis, down = np.array(movement.axis), np.array(DOWN)
    there = np.sin(2 * np.pi * share)
    angle = movement.angle_rad * (1 - np.cos(2 * np.pi * share))[:, np.newaxis] / 2
    along = axis * (axis @ down)
    gravity = along + np.cos(angle) * (down - along) - np.sin(angle) * np.cross(axis, down)
    rate = movement.angle_rad * np.pi * there * per_s
    return np.column_stack([gravity, np.outer(there, movement.thrust_g), np.outer(rate, axis)])


def moving(
    subject: str = "Ada",
    seed: int = 1,
    *,
    duration_s: float = 60.0,
    rate_hz: float = RATE_HZ,
    rotation: Matrix | None = None,
    others: Sequence[Stream] = (),
) -> Recording:
    """A workout with short breaks.

    Args:
        subject: who is in it.
        seed: of the workout.
        duration_s: of it.
        rate_hz: of the frames.
        rotation: turns upright what the phone reads; None: it is worn upright.
        others: streams of nearables; they feel what the phone does.
    """
    exercises = msgspec.structs.replace(load_exercises(), set_break_s=(3.0, 5.0))
    script = generate(exercises, seed, duration_s)
    labels = [script.label_at(tick / rate_hz) for tick in range(round(duration_s * rate_hz))]
    read = _read(labels, rate_hz).reshape(-1, 3, 3) @ (np.eye(3) if rotation is None else rotation)
    nearby = np.column_stack([read[:, 0] + read[:, 1], np.full(len(read), -60.0)])
    rows = np.column_stack([_of_phone(read), *[nearby] * len(others)])
    streams = (PHONE, *others)
    frames = [frame(tick, tuple(row), len(streams)) for tick, row in enumerate(rows.tolist())]
    path = Path(f"{subject}-{seed}.csv")
    trimmed_s = script.trimmed_s
    return Recording(path, subject, rate_hz, streams, frames, labels, trimmed_s=trimmed_s)


def _read(labels: Sequence[Label], rate_hz: float) -> Matrix:
    parts = []
    for (exercise, *_), run in groupby(
        labels, lambda label: (label.exercise, label.set, label.repetition, label.is_moving)
    ):
        of_run = list(run)
        share = (np.arange(len(of_run)) + 0.5) / len(of_run) * of_run[0].is_moving
        parts.append(swung(share, rate_hz / len(of_run), MOVEMENTS[exercise or "Squat"]))
    return np.concatenate(parts)


def _of_phone(read: Matrix) -> Matrix:
    """Returns the phone's channels in their order, (rows, 12); its angles are not made up."""
    angles = np.zeros((len(read), 3))
    return np.column_stack([read[:, 0], read[:, 1], angles, read[:, 2]])


def rows_of(recording: Recording) -> Matrix:
    """Returns gravity, acceleration and rotation rate of the phone, (rows, 9)."""
    columns = [channel.column for channel in recording.channels]
    places = [columns.index(column) for column in COLUMNS]
    return np.array([each.values for each in recording.frames])[:, places]
