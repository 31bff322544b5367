"""What a rigid body's sensors read: gravity, rotation rate and attitude belong together.

Conventions are iOS's (CoreMotion): gravity points to the earth, dg/dt = -ω × g, attitude is
yaw about z, then pitch about x, then roll about y.
"""

import numpy as np

from recorder.simulator.timeline import Floats

_LEAST_COSINE = 0.05
"""Yaw runs away where the phone points straight up or down; its rate is bounded there."""


def unit(vectors: Floats) -> Floats:
    """Returns vectors of length 1 in the same directions; the last axis is x, y, z."""
    lengths: Floats = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return vectors / np.maximum(lengths, 1e-9)


def turned(vectors: Floats, rotation_rad: Floats) -> Floats:
    """Returns vectors turned about an axis each (Rodrigues).

    Args:
        vectors: shape (..., 3).
        rotation_rad: the axis times the angle; shape (..., 3).
    """
    angle: Floats = np.linalg.norm(rotation_rad, axis=-1, keepdims=True)
    axis = rotation_rad / np.maximum(angle, 1e-9)
    along = (axis * vectors).sum(axis=-1, keepdims=True) * axis
    across = np.cross(axis, vectors)
    result: Floats = along + (vectors - along) * np.cos(angle) + across * np.sin(angle)
    return result


def rotation_rate(gravity: Floats, turn_rad_s: Floats, rate_hz: float) -> Floats:
    """Returns the rotation rate of a body whose gravity moves as given.

    Args:
        gravity: unit vectors, shape (times, 3).
        turn_rad_s: rotation about gravity, which gravity itself cannot show; shape (times,).
        rate_hz: of the times.

    Returns:
        ω [rad/s], shape (times, 3), with dg/dt = -ω × g and ω · g = ``turn_rad_s``.
    """
    change = np.gradient(gravity, 1 / rate_hz, axis=0)
    return np.cross(change, gravity) + turn_rad_s[:, None] * gravity


def attitude(gravity: Floats, rotation_rad_s: Floats, rate_hz: float) -> Floats:
    """Returns pitch, roll and yaw [rad]; yaw begins at 0, since its zero is arbitrary.

    Args:
        gravity: unit vectors, shape (times, 3).
        rotation_rad_s: shape (times, 3).
        rate_hz: of the times.
    """
    x, y, z = gravity.T
    level = np.hypot(x, z)
    pitch, roll = np.arctan2(-y, level), np.arctan2(x, -z)
    about_z = rotation_rad_s[:, 2] * np.cos(roll) - rotation_rad_s[:, 0] * np.sin(roll)
    yaw = np.cumsum(about_z / np.maximum(level, _LEAST_COSINE)) / rate_hz
    wrapped = (yaw - yaw[0] + np.pi) % (2 * np.pi) - np.pi
    return np.stack([pitch, roll, wrapped], axis=1)
