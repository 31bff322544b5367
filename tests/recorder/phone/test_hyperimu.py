import pytest
from hypothesis import given
from hypothesis import strategies as st

from recorder.phone.hyperimu import Decoder
from recorder.phone.reading import Quantity
from sessions.errors import PacketError, UsageError

PLAIN = b"0.0,0.0,9.80665,0.1,0.2,0.3"
TIMED = b"1518819953744," + PLAIN
TIME_S = 1518819953.744


@pytest.fixture
def decoder() -> Decoder:
    return Decoder(["accelerometer", "gyroscope"])


@pytest.mark.parametrize("end", [b"", b"\r\n", b"#", b" #"])
def test_a_packet_decodes_in_the_order_of_the_settings(decoder: Decoder, end: bytes) -> None:
    total, rotation = decoder.decode(PLAIN + end)
    assert (total.quantity, total.values) == (Quantity.TOTAL, (0.0, 0.0, 1.0))
    assert (rotation.quantity, rotation.values) == (Quantity.ROTATION, (0.1, 0.2, 0.3))
    assert total.device_time_s is None


def test_a_timestamp_in_front_is_the_phone_s_time(decoder: Decoder) -> None:
    assert [reading.device_time_s for reading in decoder.decode(TIMED)] == [TIME_S, TIME_S]


def test_sensors_that_are_not_wanted_are_left_in_their_place() -> None:
    (rotation,) = Decoder(["other", "gyroscope"]).decode(b"47.1,8.5,400.0,1,2,3")
    assert rotation.values == (1.0, 2.0, 3.0)


@pytest.mark.parametrize("sensors", [[], ["accelerometer", "compass"]])
def test_a_setting_that_names_no_sensor_is_refused(sensors: list[str]) -> None:
    with pytest.raises(UsageError, match="HyperIMU"):
        Decoder(sensors)


@pytest.mark.parametrize(
    "packet",
    [
        b"",
        b"1,2,3",
        PLAIN + b",1,2",
        PLAIN.replace(b"0.1", b"nan"),
        PLAIN.replace(b"0.1", b"inf"),
        PLAIN.replace(b"0.1", b""),
        PLAIN.replace(b"0.1", b"1_0"),
        PLAIN.replace(b"0.1", b"1e999"),
        PLAIN.replace(b"0.1", b"x"),
        b"\xff" * 20,
        b"1e300," + PLAIN,
    ],
)
def test_anything_else_is_refused(decoder: Decoder, packet: bytes) -> None:
    with pytest.raises(PacketError):
        decoder.decode(packet)


@given(st.binary(max_size=200))
def test_nothing_but_a_packet_error_escapes(packet: bytes) -> None:
    with pytest.raises(PacketError):
        Decoder(["accelerometer"] * 20).decode(packet)
