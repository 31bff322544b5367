import math
import random
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recorder.packets import nearable
from recorder.packets.nearable import Nearable, decode, encode
from sessions.errors import PacketError

PUBLISHED = bytes.fromhex("011efe427eb6f4bc2f040168a1aafe05c1452553")
"""Estimote's own example, without the company identifier ``5d 01``."""

DECODED = Nearable(
    identifier="1efe427eb6f4bc2f",
    hardware=4,
    firmware=1,
    temperature_c=22.5,
    is_moving=False,
    battery_v=2.4,
    battery_under_load=True,
    acceleration_g=(-2 / 64, 5 / 64, -63 / 64),
    current_state_s=300,
    previous_state_s=37,
    power=0x53,
)


def with_bytes(**at: int) -> bytes:
    """Returns the published packet with bytes replaced; ``b14=…`` counts from the company id."""
    packet = bytearray(PUBLISHED)
    for place, value in at.items():
        packet[int(place[1:]) - 2] = value
    return bytes(packet)


def test_decodes_the_published_packet() -> None:
    assert decode(PUBLISHED) == DECODED


@pytest.mark.parametrize(
    ("raw", "temperature_c"),
    [(0x000, 0.0), (0x001, 1 / 16), (0x7FF, 127.9375), (0x800, -128.0), (0xFFF, -1 / 16)],
)
def test_temperature_is_twelve_bits_of_twos_complement(raw: int, temperature_c: float) -> None:
    packet = decode(with_bytes(b13=raw & 0xFF, b14=0xA0 | raw >> 8))
    assert packet.temperature_c == temperature_c
    assert packet.battery_v == DECODED.battery_v


def test_moving_under_load_and_idle_are_the_top_bits_of_the_battery() -> None:
    still_idle = decode(with_bytes(b15=0x2A))
    moving_idle = decode(with_bytes(b15=0x6A))
    moving_under_load = decode(with_bytes(b15=0xEA))
    assert (still_idle.is_moving, still_idle.battery_under_load) == (False, False)
    assert (moving_idle.is_moving, moving_idle.battery_under_load) == (True, False)
    assert (moving_under_load.is_moving, moving_under_load.battery_under_load) == (True, True)
    assert still_idle.battery_v == moving_under_load.battery_v == DECODED.battery_v


def test_battery_is_ten_bits_of_3_6_volts() -> None:
    assert decode(with_bytes(b14=0x01, b15=0x00)).battery_v == 0.0
    assert decode(with_bytes(b14=0xF1, b15=0x3F)).battery_v == pytest.approx(3.6)


def test_acceleration_reaches_from_minus_two_to_just_under_two_g() -> None:
    packet = decode(with_bytes(b16=0x80, b17=0x7F, b18=0x40))
    assert packet.acceleration_g == (-2.0, 127 / 64, 1.0)


@pytest.mark.parametrize(
    ("byte", "duration_s"),
    [
        (0x00, 0),
        (0x3F, 63),
        (0x45, 5 * 60),
        (0x97, 23 * 3600),
        (0xC3, 3 * 86_400),
        (0xDF, 31 * 86_400),
        (0xE0, 0),
        (0xE2, 2 * 7 * 86_400),
    ],
    ids=["nothing", "seconds", "minutes", "hours", "days", "most days", "no weeks", "weeks"],
)
def test_a_duration_has_a_unit(byte: int, duration_s: int) -> None:
    packet = decode(with_bytes(b19=byte, b20=byte))
    assert packet.current_state_s == packet.previous_state_s == duration_s


@pytest.mark.parametrize("length", [0, 1, 19, 21, 40])
def test_refuses_another_length(length: int) -> None:
    with pytest.raises(PacketError, match=f"20 bytes, not {length}"):
        decode((PUBLISHED * 2)[:length])


@pytest.mark.parametrize("frame_type", [0, 2, 255])
def test_refuses_another_frame_type(frame_type: int) -> None:
    with pytest.raises(PacketError, match=f"not {frame_type}"):
        decode(with_bytes(b2=frame_type))


packets = st.builds(
    Nearable,
    identifier=st.binary(min_size=8, max_size=8).map(bytes.hex),
    hardware=st.integers(0, 255),
    firmware=st.integers(0, 255),
    temperature_c=st.integers(-0x800, 0x7FF).map(lambda raw: raw / 16),
    is_moving=st.booleans(),
    battery_v=st.integers(0, 0x3FF).map(lambda raw: raw * (3.6 / 1023)),
    battery_under_load=st.booleans(),
    acceleration_g=st.tuples(*[st.integers(-128, 127).map(lambda raw: raw / 64)] * 3),
    current_state_s=st.sampled_from(sorted(nearable.DURATIONS_S)),
    previous_state_s=st.sampled_from(sorted(nearable.DURATIONS_S)),
    power=st.integers(0, 255),
)


@given(packets)
def test_what_was_encoded_is_decoded(packet: Nearable) -> None:
    assert decode(encode(packet)) == packet


def test_encodes_the_published_packet() -> None:
    assert encode(decode(PUBLISHED)) == PUBLISHED


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"identifier": "15b9"}, "16 hexadecimal digits"),
        ({"identifier": "no hexadecimal"}, "16 hexadecimal digits"),
        ({"temperature_c": 128.0}, "128.0 °C"),
        ({"battery_v": 3.7}, "3.7 V"),
        ({"acceleration_g": (0.0, 2.0, 0.0)}, "does not fit"),
        ({"acceleration_g": (0.0, math.nan, 0.0)}, "does not fit"),
        ({"temperature_c": math.inf}, "does not fit"),
        ({"hardware": 256}, "does not fit"),
        ({"current_state_s": 64}, "64 s"),
    ],
)
def test_refuses_to_encode_what_has_no_place(wrong: dict[str, Any], message: str) -> None:
    with pytest.raises(PacketError, match=message):
        encode(replace(decode(PUBLISHED), **wrong))


def test_any_bytes_are_a_packet_or_a_packet_error() -> None:
    draw = random.Random(20170330)
    decoded = 0
    for _ in range(20_000):
        payload = bytearray(
            draw.randbytes(draw.choice((0, 19, 20, 20, 20, 21, draw.randrange(64))))
        )
        if payload and draw.random() < 0.9:
            payload[0] = nearable.FRAME_TYPE
        try:
            decode(bytes(payload))
        except PacketError:
            continue
        decoded += 1
    assert decoded > 5_000
