"""Messages of the app Sensor Logger (iOS, Android), by HTTP push or MQTT.

Source: github.com/tszheichoi/awesome-sensor-logger, PUSHING.md, UNITS.md and COORDINATES.md. Time
is UTC in nanoseconds, acceleration m/s² on both systems with the sign of the phone's system, or
of Android where 'Standardise Units & Frames' is on: a setting that the message does not tell.
Attitude is taken from the quaternion, since the two systems define the app's yaw and pitch with
opposite signs.
"""

import msgspec

from recorder.phone.attitude import attitude_of_quaternion
from recorder.phone.reading import Batch, Quantity, Reading, in_g
from recorder.phone.schema import Count, Name, decode_json

_NS_PER_S = 1e9


class _Entry(msgspec.Struct):
    name: str
    time: Count
    values: msgspec.Raw = msgspec.Raw(b"{}")


class _Message(msgspec.Struct):
    device: Name = msgspec.field(name="deviceId")
    session: Name = msgspec.field(name="sessionId")
    payload: list[_Entry]


class _Axes(msgspec.Struct):
    x: float
    y: float
    z: float


class _Quaternion(msgspec.Struct):
    w: float = msgspec.field(name="qw")
    x: float = msgspec.field(name="qx")
    y: float = msgspec.field(name="qy")
    z: float = msgspec.field(name="qz")


_ACCELERATIONS = {
    "accelerometer": Quantity.ACCELERATION,
    "gravity": Quantity.GRAVITY,
    "totalacceleration": Quantity.TOTAL,
}
_messages = msgspec.json.Decoder(_Message)
_axes = msgspec.json.Decoder(_Axes)
_quaternions = msgspec.json.Decoder(_Quaternion)


def decode(body: bytes) -> Batch:
    """Decodes a message; its other sensors are left.

    Raises:
        PacketError: it is not such a message, or one of its values cannot be.
    """
    message = decode_json(_messages, body)
    readings = (_reading(entry) for entry in message.payload)
    return Batch(message.device, message.session, tuple(filter(None, readings)))


def _reading(entry: _Entry) -> Reading | None:
    time_s = entry.time / _NS_PER_S
    name = entry.name.lower()
    if name in _ACCELERATIONS:
        axes = decode_json(_axes, entry.values)
        return Reading(_ACCELERATIONS[name], in_g(axes.x, axes.y, axes.z), time_s)
    if name == "gyroscope":
        axes = decode_json(_axes, entry.values)
        return Reading(Quantity.ROTATION, (axes.x, axes.y, axes.z), time_s)
    if name == "orientation":
        q = decode_json(_quaternions, entry.values)
        return Reading(Quantity.ATTITUDE, attitude_of_quaternion(q.w, q.x, q.y, q.z), time_s)
    return None
