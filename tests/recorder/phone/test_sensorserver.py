import json
import math

import pytest

from recorder.phone.reading import Quantity
from recorder.phone.sensorserver import TYPES, decode
from sessions.errors import PacketError

DOCUMENTED = {
    "type": "android.sensor.accelerometer",
    "accuracy": 2,
    "timestamp": 3925657519043709,
    "values": [0.31892395, -0.97802734, 10.049896],
}


def changed(**values: object) -> str:
    return json.dumps(DOCUMENTED | values)


def test_the_documented_message_decodes() -> None:
    reading = decode(json.dumps(DOCUMENTED))
    assert reading is not None
    assert reading.quantity is Quantity.TOTAL
    assert reading.values == pytest.approx((0.0325, -0.0997, 1.0248), abs=1e-4)
    assert reading.device_time_s == pytest.approx(3925657.519043709)


@pytest.mark.parametrize(
    ("kind", "quantity"),
    [
        ("gravity", Quantity.GRAVITY),
        ("linear_acceleration", Quantity.ACCELERATION),
        ("gyroscope", Quantity.ROTATION),
    ],
)
def test_each_sensor_is_known_by_its_type(kind: str, quantity: Quantity) -> None:
    reading = decode(changed(type=f"android.sensor.{kind}", values=[1, 2, 3]))
    assert reading is not None
    assert reading.quantity is quantity
    assert f"android.sensor.{kind}" in TYPES


@pytest.mark.parametrize("with_w", [True, False])
def test_a_rotation_vector_may_leave_its_last_part_out(with_w: bool) -> None:
    quarter = math.sqrt(0.5)
    values = [0.0, 0.0, quarter, quarter][: 4 if with_w else 3]
    reading = decode(changed(type="android.sensor.game_rotation_vector", values=values))
    assert reading is not None
    assert reading.values == pytest.approx((0.0, 0.0, math.pi / 2))


def test_another_sensor_is_left() -> None:
    assert decode(changed(type="android.sensor.light", values=[3.0])) is None


@pytest.mark.parametrize(
    "message",
    [
        changed(values=[1.0, 2.0]),
        changed(values=["1", "2", "3"]),
        changed(values=[None, 0, 0]),
        changed(values=[math.nan, 0, 0]),
        changed(values={"x": 0}),
        changed(timestamp="now"),
        changed(timestamp=2**80),
        changed(type=7),
        changed(values=[500.0, 0, 0]),
        changed(type="android.sensor.game_rotation_vector", values=[1.0, 1.0, 1.0]),
        "{}",
        "",
        "not JSON",
    ],
)
def test_anything_else_is_refused(message: str) -> None:
    with pytest.raises(PacketError):
        decode(message)
