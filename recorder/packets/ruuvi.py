"""Ruuvi advertisements in RAWv2, data format 5.

Source: ruuvi/docs, data-format-5-rawv2. Offsets count from behind the two bytes of the company
identifier. A value that the tag does not have is said by a sentinel and becomes None.
"""

import struct
from dataclasses import dataclass

from sessions.errors import PacketError

COMPANY_ID = 0x0499
LENGTH = 24
FORMAT = 5

_LAYOUT = struct.Struct(">BhHHhhhHBH6s")
_NO_SIGNED = -0x8000
_NO_WORD = 0xFFFF
_NO_BYTE = 0xFF
_NO_VOLTAGE = 0x7FF
_NO_POWER = 0x1F
_NO_ADDRESS = b"\xff" * 6


@dataclass(frozen=True, slots=True)
class Ruuvi:
    """One decoded advertisement; None is what the tag says is not available.

    Attributes:
        temperature_c: in steps of 0.005 °C.
        humidity_percent: relative, in steps of 0.0025 %.
        pressure_pa: in steps of 1 Pa.
        acceleration_g: x, y, z with gravity, in steps of 1/1000 g.
        battery_v: in steps of 1 mV.
        power_dbm: of the transmitter, in steps of 2 dBm.
        movements: a counter of eight bits.
        sequence: a counter of measurements; a jump in it tells of lost packets.
        address: of the tag, 12 hexadecimal digits.
    """

    temperature_c: float | None
    humidity_percent: float | None
    pressure_pa: int | None
    acceleration_g: tuple[float | None, float | None, float | None]
    battery_v: float | None
    power_dbm: int | None
    movements: int | None
    sequence: int | None
    address: str | None


def decode(payload: bytes) -> Ruuvi:
    """Decodes manufacturer data as bleak gives it: 24 bytes, without the company identifier.

    Raises:
        PacketError: the length or the data format is another one.
    """
    if len(payload) != LENGTH:
        raise PacketError(f"a Ruuvi RAWv2 packet has {LENGTH} bytes, not {len(payload)}")
    kind, celsius, humidity, pressure, x, y, z, power, moved, sequence, address = _LAYOUT.unpack(
        payload
    )
    if kind != FORMAT:
        raise PacketError(f"a Ruuvi RAWv2 packet has data format {FORMAT}, not {kind}")
    millivolts, dbm = power >> 5, power & 0x1F
    return Ruuvi(
        None if celsius == _NO_SIGNED else celsius / 200,
        None if humidity == _NO_WORD else humidity / 400,
        None if pressure == _NO_WORD else pressure + 50_000,
        (_g(x), _g(y), _g(z)),
        None if millivolts == _NO_VOLTAGE else (millivolts + 1600) / 1000,
        None if dbm == _NO_POWER else dbm * 2 - 40,
        None if moved == _NO_BYTE else moved,
        None if sequence == _NO_WORD else sequence,
        None if address == _NO_ADDRESS else address.hex(),
    )


def encode(packet: Ruuvi) -> bytes:
    """Returns the 24 bytes that decode to ``packet``; physical values round to their steps.

    Raises:
        PacketError: a value has no place in the packet.
    """
    try:
        return _LAYOUT.pack(
            FORMAT,
            _raw(packet.temperature_c, _NO_SIGNED, 200),
            _raw(packet.humidity_percent, _NO_WORD, 400),
            _raw(packet.pressure_pa, _NO_WORD, 1, -50_000),
            *(_raw(axis, _NO_SIGNED, 1000) for axis in packet.acceleration_g),
            _power_word(packet),
            _raw(packet.movements, _NO_BYTE),
            _raw(packet.sequence, _NO_WORD),
            _address_bytes(packet.address),
        )
    except (struct.error, ValueError, OverflowError) as error:
        raise PacketError(f"a value does not fit a Ruuvi packet: {error}") from error


def _g(raw: int) -> float | None:
    return None if raw == _NO_SIGNED else raw / 1000


def _raw(value: float | None, missing: int, steps: float = 1, offset: int = 0) -> int:
    """Returns a value as the packet holds it: ``steps`` to the unit, from ``offset`` on."""
    return missing if value is None else round(value * steps) + offset


def _power_word(packet: Ruuvi) -> int:
    millivolts = _raw(packet.battery_v, _NO_VOLTAGE, 1000, -1600)
    dbm = _raw(packet.power_dbm, _NO_POWER, 1 / 2, 20)
    if not (0 <= millivolts <= _NO_VOLTAGE and 0 <= dbm <= _NO_POWER):
        raise PacketError(f"{packet.battery_v} V, {packet.power_dbm} dBm do not fit a Ruuvi packet")
    return millivolts << 5 | dbm


def _address_bytes(address: str | None) -> bytes:
    raw = _NO_ADDRESS if address is None else bytes.fromhex(address)
    if len(raw) != len(_NO_ADDRESS):
        raise PacketError(f"'{address}' is no address that would fit a Ruuvi packet")
    return raw
