"""Notifications of WitMotion's BWT901BLE and WT901BLE.

Source: WitMotion's WT901BLE protocol: service ffe5, notifications on ffe4; 20 bytes ``55 61``, then
acceleration, angular rate and angles as nine little-endian words of full scale 16 g, 2000 °/s
and 180 °.
"""

import math
import struct
from dataclasses import dataclass

from sessions.errors import PacketError

NOTIFY_UUID = "0000ffe4-0000-1000-8000-00805f9a34fb"
SERVICE_UUID = "0000ffe5-0000-1000-8000-00805f9a34fb"
LENGTH = 20
HEADER = b"\x55\x61"

_LAYOUT = struct.Struct("<2s9h")
_G = 16 / 0x8000
_RAD_S = math.radians(2000) / 0x8000
_RAD = math.radians(180) / 0x8000

Vector = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class WitMotion:
    """One decoded notification.

    Attributes:
        acceleration_g: x, y, z with gravity, in steps of 1/2048 g.
        rotation_rad_s: about x, y, z, in steps of 2000/32768 °/s.
        angles_rad: roll, pitch, yaw, in steps of 180/32768 °.
    """

    acceleration_g: Vector
    rotation_rad_s: Vector
    angles_rad: Vector


def decode(payload: bytes) -> WitMotion:
    """Decodes one notification of 20 bytes.

    Raises:
        PacketError: the length or the header is another one.
    """
    if len(payload) != LENGTH:
        raise PacketError(f"a WitMotion packet has {LENGTH} bytes, not {len(payload)}")
    header, *raw = _LAYOUT.unpack(payload)
    if header != HEADER:
        raise PacketError(f"a WitMotion packet begins with 5561, not {header.hex()}")
    return WitMotion(
        (raw[0] * _G, raw[1] * _G, raw[2] * _G),
        (raw[3] * _RAD_S, raw[4] * _RAD_S, raw[5] * _RAD_S),
        (raw[6] * _RAD, raw[7] * _RAD, raw[8] * _RAD),
    )


def encode(packet: WitMotion) -> bytes:
    """Returns the 20 bytes that decode to ``packet``; values round to their steps.

    Raises:
        PacketError: a value has no place in the packet.
    """
    try:
        return _LAYOUT.pack(
            HEADER,
            *(round(axis / _G) for axis in packet.acceleration_g),
            *(round(axis / _RAD_S) for axis in packet.rotation_rad_s),
            *(round(angle / _RAD) for angle in packet.angles_rad),
        )
    except (struct.error, ValueError, OverflowError) as error:
        raise PacketError(f"a value does not fit a WitMotion packet: {error}") from error
