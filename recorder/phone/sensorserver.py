"""Messages of the Android app SensorServer, by WebSocket.

Source: github.com/umer0586/SensorServer, README. One message per event of a sensor; units, axes
and order of values are Android's (developer.android.com, SensorEvent), time is nanoseconds since
the phone was booted.
"""

import math

import msgspec

from recorder.phone.attitude import attitude_of_quaternion
from recorder.phone.reading import Quantity, Reading, Vector, in_g
from recorder.phone.schema import Count, decode_json
from sessions.errors import PacketError

_NS_PER_S = 1e9
_PREFIX = "android.sensor."
_QUANTITIES = {
    "gravity": Quantity.GRAVITY,
    "linear_acceleration": Quantity.ACCELERATION,
    "accelerometer": Quantity.TOTAL,
    "gyroscope": Quantity.ROTATION,
    "game_rotation_vector": Quantity.ATTITUDE,
}

TYPES = tuple(_PREFIX + name for name in _QUANTITIES)
"""The sensors to ask the app for."""


class _Event(msgspec.Struct):
    type: str
    timestamp: Count
    values: list[float]


_events = msgspec.json.Decoder(_Event)


def decode(message: str | bytes) -> Reading | None:
    """Decodes a message, with Android's sign; None of a sensor that is not wanted.

    Raises:
        PacketError: it is not such a message, or its values cannot be.
    """
    event = decode_json(_events, message)
    quantity = _QUANTITIES.get(event.type.removeprefix(_PREFIX))
    if quantity is None:
        return None
    if len(event.values) < 3:
        raise PacketError(f"{event.type} has three values, not {len(event.values)}")
    return Reading(quantity, android_values(quantity, event.values), event.timestamp / _NS_PER_S)


def android_values(quantity: Quantity, values: list[float]) -> Vector:
    """Returns the values of an Android sensor event in g, rad/s or rad; keeps Android's sign.

    Raises:
        PacketError: a rotation vector that is none.
    """
    x, y, z = values[:3]
    if quantity is Quantity.ATTITUDE:
        w = values[3] if len(values) > 3 else math.sqrt(max(1 - x * x - y * y - z * z, 0.0))
        return attitude_of_quaternion(w, x, y, z)
    return (x, y, z) if quantity is Quantity.ROTATION else in_g(x, y, z)
