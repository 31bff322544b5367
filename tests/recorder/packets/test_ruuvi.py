import random
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recorder.packets.ruuvi import FORMAT, Ruuvi, decode, encode
from sessions.errors import PacketError

VALID = bytes.fromhex("0512FC5394C37C0004FFFC040CAC364200CDCBB8334C884F")
NOT_AVAILABLE = bytes.fromhex("058000FFFFFFFF800080008000FFFFFFFFFFFFFFFFFFFFFF")
NOTHING = Ruuvi(None, None, None, (None, None, None), None, None, None, None, None)


def test_decodes_the_published_packet() -> None:
    assert decode(VALID) == Ruuvi(
        temperature_c=24.3,
        humidity_percent=53.49,
        pressure_pa=100_044,
        acceleration_g=(0.004, -0.004, 1.036),
        battery_v=2.977,
        power_dbm=4,
        movements=66,
        sequence=205,
        address="cbb8334c884f",
    )


def test_what_is_not_available_is_none() -> None:
    assert decode(NOT_AVAILABLE) == NOTHING


def test_one_axis_may_be_missing() -> None:
    packet = replace(decode(VALID), acceleration_g=(None, 0.5, -0.25))
    assert decode(encode(packet)).acceleration_g == (None, 0.5, -0.25)


@pytest.mark.parametrize("length", [0, 23, 25])
def test_refuses_another_length(length: int) -> None:
    with pytest.raises(PacketError, match=f"24 bytes, not {length}"):
        decode((VALID * 2)[:length])


def test_refuses_another_data_format() -> None:
    with pytest.raises(PacketError, match="not 3"):
        decode(b"\x03" + VALID[1:])


@pytest.mark.parametrize(
    "wrong",
    [
        {"battery_v": 1.5},
        {"power_dbm": 24},
        {"temperature_c": 200.0},
        {"pressure_pa": 40_000},
        {"battery_v": float("nan")},
        {"humidity_percent": float("inf")},
        {"address": "cbb8"},
        {"address": "not hexadecimal"},
    ],
)
def test_refuses_to_encode_what_has_no_place(wrong: dict[str, Any]) -> None:
    with pytest.raises(PacketError, match="fit a Ruuvi packet"):
        encode(replace(decode(VALID), **wrong))


def maybe(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | values


packets = st.builds(
    Ruuvi,
    temperature_c=maybe(st.integers(-0x7FFF, 0x7FFF).map(lambda raw: raw / 200)),
    humidity_percent=maybe(st.integers(0, 0xFFFE).map(lambda raw: raw / 400)),
    pressure_pa=maybe(st.integers(50_000, 50_000 + 0xFFFE)),
    acceleration_g=st.tuples(
        *[maybe(st.integers(-0x7FFF, 0x7FFF).map(lambda raw: raw / 1000))] * 3
    ),
    battery_v=maybe(st.integers(1600, 1600 + 0x7FE).map(lambda raw: raw / 1000)),
    power_dbm=maybe(st.integers(0, 0x1E).map(lambda raw: raw * 2 - 40)),
    movements=maybe(st.integers(0, 0xFE)),
    sequence=maybe(st.integers(0, 0xFFFE)),
    address=maybe(
        st.binary(min_size=6, max_size=6).map(bytes.hex).filter(lambda address: address != "f" * 12)
    ),
)


@given(packets)
def test_what_was_encoded_is_decoded(packet: Ruuvi) -> None:
    assert decode(encode(packet)) == packet


@pytest.mark.parametrize("payload", [VALID, NOT_AVAILABLE])
def test_encodes_the_published_packets(payload: bytes) -> None:
    assert encode(decode(payload)) == payload


def test_any_bytes_are_a_packet_or_a_packet_error() -> None:
    draw = random.Random(5)
    decoded = 0
    for _ in range(5_000):
        payload = bytearray(draw.randbytes(draw.choice((0, 23, 24, 24, 24, 25, 48))))
        if payload and draw.random() < 0.9:
            payload[0] = FORMAT
        try:
            packet = decode(bytes(payload))
        except PacketError:
            continue
        assert encode(packet) == payload
        decoded += 1
    assert decoded > 1_000
