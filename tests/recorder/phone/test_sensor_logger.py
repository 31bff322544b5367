import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recorder.phone.reading import Quantity
from recorder.phone.sensor_logger import decode
from sessions.errors import PacketError

TIME_NS = 1698501144401773000
STANDARD_GRAVITY = 9.80665


def entry(name: str, values: object, time: object = TIME_NS) -> dict[str, Any]:
    return {"name": name, "time": time, "values": values}


def message(*payload: object, **changed: object) -> bytes:
    whole = {"messageId": 0, "sessionId": "run", "deviceId": "a phone", "payload": payload}
    return json.dumps(whole | changed).encode()


GRAVITY = entry("gravity", {"x": 0.0, "y": 0.0, "z": STANDARD_GRAVITY})


def test_the_documented_message_decodes_to_g_and_rad_s() -> None:
    batch = decode(
        message(
            entry("accelerometer", {"x": 0.1, "y": 0.2, "z": 0.3}),
            GRAVITY,
            entry("gyroscope", {"z": 3, "y": 2, "x": 1}),
            entry("totalacceleration", {"x": 0.0, "y": -STANDARD_GRAVITY, "z": 0.0}),
            entry("location", {"latitude": 52.5, "longitude": None, "speed": "fast"}),
        )
    )
    assert (batch.device, batch.session, batch.convention) == ("a phone", "run", None)
    by_quantity = {reading.quantity: reading for reading in batch.readings}
    assert by_quantity[Quantity.GRAVITY].values == (0.0, 0.0, 1.0)
    assert by_quantity[Quantity.ROTATION].values == (1.0, 2.0, 3.0)
    assert by_quantity[Quantity.TOTAL].values == (0.0, -1.0, 0.0)
    assert by_quantity[Quantity.ACCELERATION].values[2] == pytest.approx(0.3 / STANDARD_GRAVITY)
    assert by_quantity[Quantity.GRAVITY].device_time_s == pytest.approx(TIME_NS / 1e9)
    assert len(batch.readings) == 4


def test_attitude_is_that_of_the_quaternion_not_of_the_app_s_angles() -> None:
    quarter = math.sqrt(0.5)
    values = {"qx": 0, "qy": 0, "qz": quarter, "qw": quarter, "roll": 9, "pitch": 9, "yaw": -9}
    (reading,) = decode(message(entry("orientation", values))).readings
    assert reading.quantity is Quantity.ATTITUDE
    assert reading.values == pytest.approx((0.0, 0.0, math.pi / 2))


REFUSED = {
    "a string for a number": message(entry("gravity", {"x": "0", "y": 0, "z": 0})),
    "null for a number": message(entry("gravity", {"x": None, "y": 0, "z": 0})),
    "a missing axis": message(entry("gyroscope", {"x": 0, "y": 0})),
    "no values": message({"name": "gyroscope", "time": TIME_NS}),
    "a list of values": message(entry("gyroscope", [1, 2, 3])),
    "NaN": message(entry("gravity", {"x": math.nan, "y": 0, "z": 0})),
    "infinity": message(entry("gravity", {"x": math.inf, "y": 0, "z": 0})),
    "too large a number": message(entry("gravity", {"x": 0, "y": 0, "z": 0})).replace(
        b'"x": 0', b'"x": 1e999'
    ),
    "an impossible acceleration": message(entry("accelerometer", {"x": 1e6, "y": 0, "z": 0})),
    "a quaternion of nothing": message(
        entry("orientation", dict.fromkeys(("qx", "qy", "qz", "qw"), 0))
    ),
    "a time before time": message(entry("gravity", {"x": 0, "y": 0, "z": 0}, -1)),
    "a time that is no number": message(entry("gravity", {"x": 0, "y": 0, "z": 0}, "now")),
    "a time without end": message(entry("gravity", {"x": 0, "y": 0, "z": 0}, 10**400)),
    "no device": b'{"sessionId": "run", "payload": []}',
    "a name without end": message(GRAVITY, deviceId="x" * 1000),
    "no payload": message(payload=None),
    "a list": b"[]",
    "no JSON": b"gravity,0,0,1",
    "half of it": message(GRAVITY)[:-5],
    "other bytes": b"\xff\xfe\x00",
    "endless nesting": b"[" * 100_000,
    "nothing": b"",
}


@pytest.mark.parametrize("body", REFUSED.values(), ids=REFUSED.keys())
def test_anything_else_is_refused(body: bytes) -> None:
    with pytest.raises(PacketError):
        decode(body)


def test_the_refusal_says_where() -> None:
    with pytest.raises(PacketError, match=r"`float`.*`\$\.x`"):
        decode(message(entry("gravity", {"x": "0", "y": 0, "z": 0})))


def test_a_great_many_keys_are_left() -> None:
    keys = {f"key{number}": number for number in range(20_000)}
    batch = decode(message(entry("gravity", {"x": 0, "y": 0, "z": 1} | keys), **keys))
    assert len(batch.readings) == 1


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["name", "time", "values", "x", "y", "z", "payload"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@given(json_values, st.sampled_from(["gravity", "orientation", "gyroscope", "other"]))
def test_nothing_but_a_packet_error_escapes(value: object, name: str) -> None:
    for body in (
        message(value),
        message(entry(name, value)),
        message(entry(name, {"x": 0, "y": 0, "z": 0}, value)),
    ):
        try:
            readings = decode(body).readings
        except PacketError:
            continue
        assert all(math.isfinite(v) for reading in readings for v in reading.values)
