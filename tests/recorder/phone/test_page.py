import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recorder.phone.page import Push, Reply, decode, encode
from recorder.phone.reading import Convention, Quantity, Reading
from recorder.phone.shown import Shown
from sessions.errors import PacketError

STANDARD_GRAVITY = 9.80665
NOTHING = [None, None, None]


def message(**changed: object) -> str:
    return json.dumps({"device": "a phone", "session": "one", "number": 7} | changed)


def motion(**changed: list[float | None]) -> list[float | None]:
    row = {
        "time": [2500.0],
        "acceleration": [0.0, 0.0, 1.0],
        "total": [0.0, 0.0, 1.0 + STANDARD_GRAVITY],
        "rotation": [180.0, 0.0, -90.0],
    } | changed
    return [value for values in row.values() for value in values]


def of(readings: tuple[Reading, ...]) -> dict[Quantity, Reading]:
    return {reading.quantity: reading for reading in readings}


def test_a_motion_event_decodes_to_g_and_rad_s_with_the_browser_s_sign() -> None:
    decoded = decode(message(motion=[motion()]))
    assert decoded.number == 7
    assert (decoded.batch.device, decoded.batch.session) == ("a phone", "one")
    readings = of(decoded.batch.readings)
    assert readings[Quantity.ACCELERATION].values == pytest.approx((0, 0, 1 / STANDARD_GRAVITY))
    assert readings[Quantity.TOTAL].values == pytest.approx((0, 0, 1 + 1 / STANDARD_GRAVITY))
    assert readings[Quantity.ROTATION].values == pytest.approx((math.pi, 0, -math.pi / 2))
    assert readings[Quantity.TOTAL].device_time_s == 2.5


def test_an_orientation_event_decodes_to_pitch_roll_and_yaw() -> None:
    readings = of(decode(message(orientation=[[2500.0, 90.0, 30.0, -20.0]])).batch.readings)
    expected = tuple(map(math.radians, (30.0, -20.0, 90.0)))
    assert readings[Quantity.ATTITUDE].values == pytest.approx(expected)


def test_what_a_phone_has_no_sensor_for_is_left_out() -> None:
    decoded = decode(
        message(
            motion=[motion(acceleration=NOTHING, rotation=[1.0, None, 2.0])],  # type: ignore[arg-type] # no numbers
            orientation=[[2500.0, *NOTHING]],
        )
    )
    assert of(decoded.batch.readings).keys() == {Quantity.TOTAL}


def test_hiding_and_a_remembered_sign_are_told() -> None:
    decoded = decode(message(hidden=True, was_hidden_ms=1500, convention="android"))
    assert decoded.hidden
    assert decoded.was_hidden_s == 1.5
    assert decoded.batch.remembered is Convention.ANDROID
    assert decode(message(convention=None)).batch.remembered is None


def test_a_reply_says_what_was_taken_and_to_a_single_request_what_to_show() -> None:
    reply = Reply.to(decode(message(number=7)), Convention.IOS)
    told = {"taken": 7, "convention": "ios", "refused": None}
    assert json.loads(encode(reply)) == told
    assert json.loads(encode(reply.showing(None))) == told | {"shown": None}
    assert json.loads(encode(Reply(refused="no")))["refused"] == "no"


def test_what_is_pushed_leaves_out_what_does_not_apply() -> None:
    shown = Shown(mode="live", exercise="Squat", count=3)
    pushed = {"shown": {"mode": "live", "exercise": "Squat", "count": 3}}
    assert json.loads(encode(Push(shown))) == pushed
    assert json.loads(encode(Push(None, tick=0))) == {"shown": None, "tick": 0}


REFUSED = {
    "a string": message(motion=[["0", *motion()[1:]]]),
    "a short row": message(motion=[motion()[:-1]]),
    "a long row": message(motion=[[*motion(), 0.0]]),
    "NaN": message(motion=[motion(rotation=[math.nan, 0.0, 0.0])]),
    "too much": message(motion=[motion(rotation=[1e9, 0.0, 0.0])]),
    "no time": message(motion=[[None, *motion()[1:]]]),
    "an endless time": message(motion=[motion(time=[1e300])]),
    "an endless angle": message(orientation=[[0.0, 1e300, "0", 0.0]]),
    "no number": '{"device": "a", "session": "b"}',
    "an endless number": message(number=2**64),
    "no name": message(device=""),
    "another sign": message(convention="windows"),
    "no JSON": "hello",
}


@pytest.mark.parametrize("body", REFUSED.values(), ids=REFUSED.keys())
def test_anything_else_is_refused(body: str) -> None:
    with pytest.raises(PacketError):
        decode(body)


cells = st.none() | st.floats() | st.integers(-(10**30), 10**30) | st.text(max_size=3)


@given(st.lists(st.lists(cells, min_size=4, max_size=10), max_size=3), cells)
def test_nothing_but_a_packet_error_escapes(rows: list[list[object]], cell: object) -> None:
    for body in (message(motion=rows), message(orientation=rows), message(was_hidden_ms=cell)):
        try:
            readings = decode(body).batch.readings
        except PacketError:
            continue
        assert all(math.isfinite(v) for reading in readings for v in reading.values)
