"""The remote interface of the app phyphox (iOS, Android): a web server on the phone that is asked.

Source: github.com/phyphox/phyphox-docs, docs/remote-interface. The experiment on the phone tells
in ``/config`` which buffer each axis of a sensor goes to; ``/get`` then gives what is newer than a
threshold. phyphox gives Android's units and signs on both systems; time is seconds since the
measurement began. A buffer holds null where a value was not finite.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from recorder.phone.attitude import attitude_of_quaternion
from recorder.phone.reading import Quantity, Reading, Vector, in_g
from recorder.phone.schema import Name, decode_json
from sessions.errors import PacketError

_QUANTITIES = {
    "gravity": Quantity.GRAVITY,
    "linear_acceleration": Quantity.ACCELERATION,
    "accelerometer": Quantity.TOTAL,
    "gyroscope": Quantity.ROTATION,
    "attitude": Quantity.ATTITUDE,
}
_LAST_ONLY = ""


class _Input(msgspec.Struct):
    source: str
    outputs: list[dict[str, str]] = []


class _Config(msgspec.Struct):
    inputs: list[_Input]


class _Buffer(msgspec.Struct):
    buffer: list[float | None]


class _Status(msgspec.Struct):
    session: Name
    measuring: bool


class _Answer(msgspec.Struct):
    buffer: dict[str, _Buffer]
    status: _Status


_configs = msgspec.json.Decoder(_Config)
_answers = msgspec.json.Decoder(_Answer)


@dataclass(frozen=True, slots=True)
class Sensor:
    """A sensor of an experiment and the names of its buffers: time, then the values' axes."""

    quantity: Quantity
    time: str
    axes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the phone answered: new readings with Android's sign, and whether it measures."""

    session: str
    measuring: bool
    readings: tuple[Reading, ...]


def decode_config(body: bytes) -> tuple[Sensor, ...]:
    """Returns the sensors of the experiment on the phone that are of use here.

    Raises:
        PacketError: it is no configuration.
    """
    sensors = (_sensor(entry) for entry in decode_json(_configs, body).inputs)
    return tuple(filter(None, sensors))


def _sensor(entry: _Input) -> Sensor | None:
    quantity = _QUANTITIES.get(entry.source)
    if quantity is None:
        return None
    buffers = {axis: name for output in entry.outputs for axis, name in output.items()}
    axes = ("abs", "x", "y", "z") if quantity is Quantity.ATTITUDE else ("x", "y", "z")
    if not buffers.keys() >= {"t", *axes}:
        return None
    return Sensor(quantity, buffers["t"], tuple(buffers[axis] for axis in axes))


class Poll:
    """Asks for what is new since the last answer.

    Args:
        sensors: of the experiment on the phone.
    """

    def __init__(self, sensors: tuple[Sensor, ...]) -> None:
        self._sensors = sensors
        self._newest_s: dict[str, float] = {}

    def query(self) -> dict[str, str]:
        """Returns the parameters of the next ``/get``."""
        query: dict[str, str] = {}
        for sensor in self._sensors:
            newest_s = self._newest_s.get(sensor.time)
            since = _LAST_ONLY if newest_s is None else repr(newest_s)
            query[sensor.time] = since
            for axis in sensor.axes:
                query[axis] = since if newest_s is None else f"{since}|{sensor.time}"
        return query

    def decode(self, body: bytes) -> Answer:
        """Decodes the answer to `query`.

        Raises:
            PacketError: it is no answer, lacks a buffer, or a value cannot be.
        """
        answer = decode_json(_answers, body)
        readings: list[Reading] = []
        for sensor in self._sensors:
            readings += self._readings(sensor, answer.buffer)
        return Answer(answer.status.session, answer.status.measuring, tuple(readings))

    def _readings(self, sensor: Sensor, buffers: Mapping[str, _Buffer]) -> list[Reading]:
        missing = [name for name in (sensor.time, *sensor.axes) if name not in buffers]
        if missing:
            raise PacketError(f"phyphox gives no buffer '{missing[0]}' any more")
        columns = [buffers[name].buffer for name in (sensor.time, *sensor.axes)]
        rows = list(_new_rows(columns, self._newest_s.get(sensor.time, -math.inf)))
        if rows:
            self._newest_s[sensor.time] = rows[-1][0]
        return [
            Reading(sensor.quantity, _values(sensor, numbers), time_s)
            for time_s, *axes in rows
            if len(numbers := [value for value in axes if value is not None]) == len(axes)
        ]


def _new_rows(
    columns: Sequence[list[float | None]], newest_s: float
) -> Iterator[tuple[float, *tuple[float | None, ...]]]:
    """Yields time and axes of what is newer; the phone fills its buffers one after another."""
    for time_s, *axes in zip(*columns, strict=False):
        if time_s is not None and time_s > newest_s:
            newest_s = time_s
            yield (time_s, *axes)


def _values(sensor: Sensor, numbers: list[float]) -> Vector:
    if sensor.quantity is Quantity.ATTITUDE:
        w, x, y, z = numbers
        return attitude_of_quaternion(w, x, y, z)
    x, y, z = numbers
    return (x, y, z) if sensor.quantity is Quantity.ROTATION else in_g(x, y, z)
