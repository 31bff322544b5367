"""Pitch, roll and yaw, as CoreMotion defines them, from other descriptions of a phone's attitude.

The earth's z axis points up; a phone's x axis points right, y to its top, z out of the screen.
A phone's attitude turns its axes into the earth's: R = Rz(yaw) · Rx(pitch) · Ry(roll), the order
that the W3C's deviceorientation has too (alpha, beta, gamma), with pitch in ±π/2 and roll and
yaw in ±π. The earth's down, seen from the phone, is gravity in iOS convention:
g = (cos p · sin r, -sin p, -cos p · cos r).
"""

import math

from recorder.phone.reading import Vector
from sessions.errors import PacketError


def pitch_roll(gravity: Vector) -> tuple[float, float]:
    """Returns pitch and roll in rad from gravity in iOS convention, of any length."""
    x, y, z = gravity
    return math.atan2(-y, math.hypot(x, z)), math.atan2(x, -z)


def gravity_of(pitch: float, roll: float) -> Vector:
    """Returns gravity in g and iOS convention from pitch and roll in rad."""
    level = math.cos(pitch)
    return (level * math.sin(roll), -math.sin(pitch), -level * math.cos(roll))


def attitude_of_quaternion(w: float, x: float, y: float, z: float) -> Vector:
    """Returns pitch, roll and yaw in rad of the rotation from the phone's axes to the earth's.

    That is what Android's rotation vectors and CoreMotion's quaternions are.

    Raises:
        PacketError: the quaternion is not of length 1.
    """
    length = math.hypot(w, x, y, z)
    if not abs(length - 1) < 0.05:  # also true of NaN
        raise PacketError(f"a quaternion of an attitude has length 1, not {length:g}")
    w, x, y, z = w / length, x / length, y / length, z / length
    down = (-2 * (x * z - w * y), -2 * (y * z + w * x), 2 * (x * x + y * y) - 1)
    yaw = math.atan2(-2 * (x * y - w * z), 1 - 2 * (x * x + z * z))
    return (*pitch_roll(down), yaw)


def attitude_of_orientation(alpha_deg: float, beta_deg: float, gamma_deg: float) -> Vector:
    """Returns pitch, roll and yaw in rad of a browser's deviceorientation in degrees."""
    alpha, beta, gamma = map(math.radians, (alpha_deg, beta_deg, gamma_deg))
    level = math.cos(beta)
    yaw = math.atan2(math.sin(alpha) * level, math.cos(alpha) * level)
    return (*pitch_roll(gravity_of(beta, gamma)), yaw)
