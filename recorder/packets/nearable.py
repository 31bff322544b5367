"""Estimote Nearable advertisements.

Source: Estimote/estimote-specs, estimote-nearable.js. Offsets here count from behind the two
bytes of the company identifier, which bleak strips.
"""

import struct
from dataclasses import dataclass

from sessions.errors import PacketError

COMPANY_ID = 0x015D
LENGTH = 20
FRAME_TYPE = 1

_LAYOUT = struct.Struct("<B8sBBHB3bBBB")
_VOLTS_PER_UNIT = 3.6 / 1023
_UNITS_S = (1, 60, 3600, 86400)
_WEEK_S = 7 * 86400


@dataclass(frozen=True, slots=True)
class Nearable:
    """One decoded advertisement.

    Attributes:
        identifier: 16 hexadecimal digits, as the maker's app shows it.
        hardware: revision; 1, 2, 3 are D3.2, D3.3, D3.4, 4 is SB0.
        firmware: the raw byte; published decoders disagree about its meaning.
        temperature_c: in steps of 1/16 °C.
        is_moving: whether the sensor counts itself as moving.
        battery_v: in steps of 3.6/1023 V.
        battery_under_load: whether the voltage was taken under load; packets alternate.
        acceleration_g: x, y, z with gravity, in steps of 1/64 g, -2 to just under 2 g.
        current_state_s: how long the present state of motion has lasted.
        previous_state_s: how long the one before it lasted.
        power: the raw byte of transmit power and boot-loader bit, which the maker leaves open.
    """

    identifier: str
    hardware: int
    firmware: int
    temperature_c: float
    is_moving: bool
    battery_v: float
    battery_under_load: bool
    acceleration_g: tuple[float, float, float]
    current_state_s: int
    previous_state_s: int
    power: int


def _duration_s(byte: int) -> int:
    unit, count = byte >> 6, byte & 0x3F
    if unit == 3 and count >= 32:
        return (count - 32) * _WEEK_S
    return count * _UNITS_S[unit]


DURATIONS_S = tuple(_duration_s(byte) for byte in range(256))
"""By byte, how long it says that a state of motion lasted."""

_BYTE_OF_DURATION = {DURATIONS_S[byte]: byte for byte in reversed(range(256))}


def decode(payload: bytes) -> Nearable:
    """Decodes manufacturer data as bleak gives it: 20 bytes, without the company identifier.

    Raises:
        PacketError: the length or the frame type is another one.
    """
    if len(payload) != LENGTH:
        raise PacketError(f"a Nearable packet has {LENGTH} bytes, not {len(payload)}")
    kind, identifier, hardware, firmware, low, high, x, y, z, now, before, power = _LAYOUT.unpack(
        payload
    )
    if kind != FRAME_TYPE:
        raise PacketError(f"a Nearable packet has frame type {FRAME_TYPE}, not {kind}")
    celsius = low & 0x0FFF
    return Nearable(
        identifier.hex(),
        hardware,
        firmware,
        (celsius - 0x1000 if celsius & 0x0800 else celsius) / 16,
        bool(high & 0x40),
        ((low >> 12) | (high & 0x3F) << 4) * _VOLTS_PER_UNIT,
        bool(high & 0x80),
        (x / 64, y / 64, z / 64),
        DURATIONS_S[now],
        DURATIONS_S[before],
        power,
    )


def encode(packet: Nearable) -> bytes:
    """Returns the 20 bytes that decode to ``packet``; physical values round to their steps.

    Raises:
        PacketError: a value has no place in the packet, named in the message.
    """
    try:
        battery = round(packet.battery_v / _VOLTS_PER_UNIT)
        celsius = round(packet.temperature_c * 16)
        if not -0x800 <= celsius <= 0x7FF:
            raise PacketError(f"{packet.temperature_c} °C is out of range")
        if not 0 <= battery <= 0x3FF:
            raise PacketError(f"{packet.battery_v} V is out of range")
        flags = packet.is_moving << 6 | packet.battery_under_load << 7
        return _LAYOUT.pack(
            FRAME_TYPE,
            _identifier_bytes(packet.identifier),
            packet.hardware,
            packet.firmware,
            (celsius & 0x0FFF) | (battery & 0x0F) << 12,
            battery >> 4 | flags,
            *(round(axis * 64) for axis in packet.acceleration_g),
            _duration_byte(packet.current_state_s),
            _duration_byte(packet.previous_state_s),
            packet.power,
        )
    except (struct.error, ValueError, OverflowError) as error:
        raise PacketError(f"a value does not fit a Nearable packet: {error}") from error


def _identifier_bytes(identifier: str) -> bytes:
    try:
        raw = bytes.fromhex(identifier)
    except ValueError:
        raw = b""
    if len(raw) != 8:
        raise PacketError(f"a Nearable is called by 16 hexadecimal digits, not '{identifier}'")
    return raw


def _duration_byte(duration_s: int) -> int:
    try:
        return _BYTE_OF_DURATION[duration_s]
    except KeyError:
        raise PacketError(f"{duration_s} s cannot be said in a Nearable packet") from None
