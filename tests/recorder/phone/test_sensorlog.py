import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recorder.phone.motion import Motion
from recorder.phone.sensorlog import HEADER, TIME, Decoder, decode_object, encode
from sessions.channels import PHONE
from sessions.errors import PacketError

VALUES = (0.1, -0.99, 0.05, 1.5, -2.25, 0.0, 1.43, -1.1, 0.9, -3.5, 0.25, 7.0)
MOTION = Motion(VALUES, 86_400.02)
SHUFFLED = ",".join(
    ["loggingTime(txt)", *reversed(HEADER.split(",")), "locationLatitude(WGS84)", "label(N)"]
)


def shuffled(*cells: object) -> str:
    return ",".join(["2024-05-01 10:00:00.000 +0200", *map(str, reversed(cells)), "52.5", "walk"])


@pytest.fixture
def decoder() -> Decoder:
    return Decoder(HEADER)


def test_an_encoded_motion_decodes_to_itself(decoder: Decoder) -> None:
    assert decoder.decode(encode(MOTION)) == MOTION


def test_columns_are_matched_by_name_whatever_their_order_and_company() -> None:
    line = shuffled(MOTION.device_time_s, *VALUES)
    assert Decoder(SHUFFLED).decode(line) == MOTION


def test_the_header_names_every_channel_of_the_phone() -> None:
    assert len(HEADER.split(",")) == 1 + len(PHONE.channels)
    by_quantity = dict(
        zip((c.quantity for c in PHONE.channels), HEADER.split(",")[1:], strict=True)
    )
    assert by_quantity["gravity_y"] == "motionGravityY(G)"
    assert by_quantity["acceleration_z"] == "motionUserAccelerationZ(G)"
    assert by_quantity["roll"] == "motionRoll(rad)"
    assert by_quantity["rotation_x"] == "motionRotationRateX(rad/s)"


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n"])
def test_line_ends_and_byte_order_marks_do_not_matter(end: bytes) -> None:
    decoder = Decoder(b"\xef\xbb\xbf" + HEADER.encode() + end)
    assert decoder.decode(encode(MOTION).rstrip() + end) == MOTION


@pytest.mark.parametrize("missing", [TIME, "motionGravityX(G)", "motionYaw(rad)"])
def test_a_header_without_a_column_is_refused_by_its_name(missing: str) -> None:
    names = [name for name in HEADER.split(",") if name != missing]
    with pytest.raises(PacketError, match=r"not at all") as error:
        Decoder(",".join(names))
    assert missing in str(error.value)


def test_a_header_that_names_a_column_twice_is_refused() -> None:
    with pytest.raises(PacketError, match="twice"):
        Decoder(HEADER + ",motionYaw(rad)")


@pytest.mark.parametrize(
    "cell", ["nan", "inf", "-inf", "1e999", "", "null", "NA", "1_0", "0x1", "٣", "1.2.3"]
)
def test_a_value_that_is_no_finite_number_is_refused_with_its_column(
    decoder: Decoder, cell: str
) -> None:
    cells = encode(MOTION).decode().strip().split(",")
    cells[HEADER.split(",").index("motionPitch(rad)")] = cell
    with pytest.raises(PacketError, match=r"motionPitch\(rad\)"):
        decoder.decode(",".join(cells))


@pytest.mark.parametrize("line", ["", "1,2", "0," * 13, HEADER, b"\xff\xfe"])
def test_a_line_of_another_shape_is_refused(decoder: Decoder, line: bytes | str) -> None:
    with pytest.raises(PacketError):
        decoder.decode(line)


@given(st.binary(max_size=200) | st.text(max_size=200))
def test_nothing_but_a_packet_error_escapes(line: bytes | str) -> None:
    decoder = Decoder(HEADER)
    with pytest.raises(PacketError):
        decoder.decode(line)


def test_a_motion_of_another_size_is_not_encoded() -> None:
    with pytest.raises(PacketError, match="12 channels"):
        encode(Motion(VALUES[:-1], 0.0))


IPHONE_ON_A_TABLE = {  # github.com/gusugusu1018/sensorlog_bridge, README
    "loggingSample": "30554",
    "loggingTime": "2023-06-05T23:37:35.646+09:00",
    "motionAttitudeReferenceFrame": "XArbitraryCorrectedZVertical",
    "motionGravityX": "0.003247",
    "motionGravityY": "-0.018757",
    "motionGravityZ": "-0.999819",
    "motionHeading": "-1.000000",
    "motionPitch": "0.018758",
    "motionRoll": "0.003247",
    "motionRotationRateX": "0.001327",
    "motionRotationRateY": "-0.000258",
    "motionRotationRateZ": "-0.002521",
    "motionTimestamp_sinceReboot": "142714.045678",
    "motionUserAccelerationX": "-0.000042",
    "motionUserAccelerationY": "-0.000882",
    "motionUserAccelerationZ": "-0.002546",
    "motionYaw": "0.081604",
}


def test_a_json_object_says_the_same_in_text() -> None:
    motion = decode_object(json.dumps(IPHONE_ON_A_TABLE))
    assert motion.device_time_s == 142714.045678
    assert motion.values[:3] == (0.003247, -0.018757, -0.999819)
    assert motion.values[6:9] == (0.018758, 0.003247, 0.081604)


@pytest.mark.parametrize("value", ["nan", "", None, True, "1,0", [1], {}])
def test_a_json_value_that_is_no_number_is_refused(value: object) -> None:
    with pytest.raises(PacketError):
        decode_object(json.dumps(IPHONE_ON_A_TABLE | {"motionYaw": value}))


def test_a_json_object_without_a_value_is_refused_by_its_name() -> None:
    lacking = {key: value for key, value in IPHONE_ON_A_TABLE.items() if key != "motionYaw"}
    with pytest.raises(PacketError, match="motionYaw"):
        decode_object(json.dumps(lacking))
