import json
import math

import pytest

from recorder.phone.phyphox import Poll, Sensor, decode_config
from recorder.phone.reading import Quantity
from sessions.errors import PacketError

CONFIG = {
    "title": "My sensors",
    "buffers": [{"name": "accX", "size": 0}],
    "inputs": [
        {"source": "audio", "outputs": [{"out": "recording"}]},
        {"source": "bluetooth"},
        {
            "source": "accelerometer",
            "outputs": [{"x": "accX"}, {"y": "accY"}, {"z": "accZ"}, {"t": "acc_time"}],
        },
        {"source": "gyroscope", "outputs": [{"x": "gyrX"}, {"t": "gyr_time"}]},
        {
            "source": "attitude",
            "outputs": [{"abs": "w"}, {"x": "x"}, {"y": "y"}, {"z": "z"}, {"t": "att_time"}],
        },
    ],
}
ACCELEROMETER = Sensor(Quantity.TOTAL, "acc_time", ("accX", "accY", "accZ"))
ATTITUDE = Sensor(Quantity.ATTITUDE, "att_time", ("w", "x", "y", "z"))


def answer(measuring: bool = True, **buffers: list[float | None]) -> bytes:
    return json.dumps(
        {
            "buffer": {
                name: {"size": 0, "updateMode": "partial", "buffer": values}
                for name, values in buffers.items()
            },
            "status": {
                "session": "abcdef",
                "measuring": measuring,
                "timedRun": False,
                "countDown": 0,
            },
        }
    ).encode()


def test_the_experiment_tells_which_buffers_hold_whole_sensors() -> None:
    assert decode_config(json.dumps(CONFIG).encode()) == (ACCELEROMETER, ATTITUDE)


def test_the_first_question_is_for_the_last_values_and_each_next_one_for_what_is_newer() -> None:
    poll = Poll((ACCELEROMETER,))
    assert poll.query() == dict.fromkeys(("acc_time", "accX", "accY", "accZ"), "")
    poll.decode(answer(acc_time=[1.5], accX=[0.0], accY=[0.0], accZ=[9.81]))
    assert poll.query() == {
        "acc_time": "1.5",
        "accX": "1.5|acc_time",
        "accY": "1.5|acc_time",
        "accZ": "1.5|acc_time",
    }


def test_new_values_become_readings_once() -> None:
    poll = Poll((ACCELEROMETER,))
    columns = {
        "acc_time": [1.0, 1.01],
        "accX": [0.0, 0.0],
        "accY": [0.0, 0.0],
        "accZ": [9.80665, 0.0],
    }
    said = poll.decode(answer(**columns))  # type: ignore[arg-type] # mypy has no columns
    assert (said.session, said.measuring) == ("abcdef", True)
    assert [r.values for r in said.readings] == [(0.0, 0.0, 1.0), (0.0, 0.0, 0.0)]
    assert [r.device_time_s for r in said.readings] == [1.0, 1.01]
    assert poll.decode(answer(**columns)).readings == ()  # type: ignore[arg-type] # the same


def test_what_is_null_is_left_out() -> None:
    said = Poll((ACCELEROMETER,)).decode(
        answer(
            acc_time=[1.0, None, 3.0, 4.0],
            accX=[0.0, 0.0, None, 0.0],
            accY=[0.0, 0.0, 0.0, 0.0],
            accZ=[1.0, 1.0, 1.0, 1.0],
        )
    )
    assert [reading.device_time_s for reading in said.readings] == [1.0, 4.0]


def test_a_buffer_that_is_filled_a_little_later_is_waited_for() -> None:
    poll = Poll((ACCELEROMETER,))
    said = poll.decode(answer(acc_time=[1.0, 2.0], accX=[0.0, 0.0], accY=[0.0, 0.0], accZ=[1.0]))
    assert [reading.device_time_s for reading in said.readings] == [1.0]
    assert poll.query()["acc_time"] == "1.0"


def test_attitude_is_a_quaternion_with_its_first_part_in_abs() -> None:
    quarter = math.sqrt(0.5)
    said = Poll((ATTITUDE,)).decode(
        answer(att_time=[1.0], w=[quarter], x=[0.0], y=[0.0], z=[quarter])
    )
    assert said.readings[0].values == pytest.approx((0.0, 0.0, math.pi / 2))


def test_a_value_that_cannot_be_is_refused_and_not_asked_for_again() -> None:
    poll = Poll((ACCELEROMETER,))
    with pytest.raises(PacketError, match="total"):
        poll.decode(answer(acc_time=[1.0], accX=[1e9], accY=[0.0], accZ=[0.0]))
    assert poll.query()["acc_time"] == "1.0"


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{}", answer(), answer(acc_time=[1.0]), answer().replace(b"true", b"1")],
)
def test_anything_else_is_refused(body: bytes) -> None:
    with pytest.raises(PacketError):
        Poll((ACCELEROMETER,)).decode(body)
    if body != answer():
        with pytest.raises(PacketError):
            decode_config(body)
