import math
import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recorder.packets.witmotion import HEADER, WitMotion, decode, encode
from sessions.errors import PacketError

PACKET = bytes.fromhex("5561000800f800080040000000c0002000e00040")


def test_decodes_acceleration_rate_and_angles() -> None:
    packet = decode(PACKET)
    assert packet.acceleration_g == (1.0, -1.0, 1.0)
    assert [math.degrees(rate) for rate in packet.rotation_rad_s] == pytest.approx([1000, 0, -1000])
    assert [math.degrees(angle) for angle in packet.angles_rad] == pytest.approx([45, -45, 90])


@pytest.mark.parametrize("length", [0, 19, 21, 40])
def test_refuses_another_length(length: int) -> None:
    with pytest.raises(PacketError, match=f"20 bytes, not {length}"):
        decode((PACKET * 2)[:length])


def test_refuses_the_reply_to_a_register_read() -> None:
    with pytest.raises(PacketError, match="not 5571"):
        decode(b"\x55\x71" + PACKET[2:])


@pytest.mark.parametrize("axis_g", [16.0, math.nan, math.inf])
def test_refuses_to_encode_what_has_no_place(axis_g: float) -> None:
    with pytest.raises(PacketError, match="does not fit"):
        encode(replace(decode(PACKET), acceleration_g=(axis_g, 0.0, 0.0)))


def words(full_scale: float) -> st.SearchStrategy[tuple[float, ...]]:
    return st.tuples(
        *[st.integers(-0x8000, 0x7FFF).map(lambda raw: raw * (full_scale / 0x8000))] * 3
    )


packets = st.builds(
    WitMotion,
    acceleration_g=words(16),
    rotation_rad_s=words(math.radians(2000)),
    angles_rad=words(math.radians(180)),
)


@given(packets)
def test_what_was_encoded_is_decoded(packet: WitMotion) -> None:
    assert decode(encode(packet)) == packet


def test_encodes_the_packet_again() -> None:
    assert encode(decode(PACKET)) == PACKET


def test_any_bytes_are_a_packet_or_a_packet_error() -> None:
    draw = random.Random(901)
    decoded = 0
    for _ in range(5_000):
        payload = draw.randbytes(draw.choice((0, 19, 20, 20, 20, 21, 40)))
        if len(payload) > 2 and draw.random() < 0.9:
            payload = HEADER + payload[2:]
        try:
            packet = decode(payload)
        except PacketError:
            continue
        assert encode(packet) == payload
        decoded += 1
    assert decoded > 1_000
