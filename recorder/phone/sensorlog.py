"""What the iOS app SensorLog sends: CSV with a header, or JSON; columns chosen by its user.

Source: the app's documentation; a JSON sample is in github.com/gusugusu1018/sensorlog_bridge. Its
units and axes are the program's own, so that no value is converted. Columns are matched by name,
since their choice and order are the user's.
"""

import math
import re
from operator import itemgetter

import msgspec

from recorder.phone.motion import Motion
from recorder.phone.schema import decode_json
from sessions.errors import PacketError

TIME = "motionTimestamp_sinceReboot(s)"
_VALUES = (
    *(f"motionGravity{axis}(G)" for axis in "XYZ"),
    *(f"motionUserAcceleration{axis}(G)" for axis in "XYZ"),
    *(f"motion{angle}(rad)" for angle in ("Pitch", "Roll", "Yaw")),
    *(f"motionRotationRate{axis}(rad/s)" for axis in "XYZ"),
)
"""The app's names of the channels of `sessions.channels.PHONE`, in their order."""

_WANTED = (TIME, *_VALUES)
_KEYS = tuple(name.partition("(")[0] for name in _WANTED)
"""The same in JSON, where the app leaves the units out."""
_NUMBER = re.compile(r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*", re.ASCII)

HEADER = ",".join(_WANTED)
"""The header that `encode` writes lines for."""


class Decoder:
    """Decodes the lines that follow a header.

    Args:
        header: the first line that the app sends; it may name other columns too.

    Raises:
        PacketError: the header lacks a column, or names it twice.
    """

    def __init__(self, header: bytes | str) -> None:
        names = [name.strip() for name in _text(header).lstrip("\ufeff").split(",")]
        for wanted in _WANTED:
            if names.count(wanted) != 1:
                what = "twice" if wanted in names else "not at all"
                raise PacketError(f"SensorLog's header names '{wanted}' {what}; log device motion")
        self._columns = len(names)
        self._pick = itemgetter(*(names.index(wanted) for wanted in _WANTED))

    def decode(self, line: bytes | str) -> Motion:
        """Decodes one line, with or without its line end.

        Raises:
            PacketError: another number of columns than the header's, or a value that is no
                finite number; names the column.
        """
        cells = _text(line).split(",")
        if len(cells) != self._columns:
            raise PacketError(
                f"a SensorLog line has {self._columns} columns as its header, not {len(cells)}"
            )
        time_s, *values = map(_number, self._pick(cells), _WANTED)
        return Motion(tuple(values), time_s)


_objects = msgspec.json.Decoder(dict[str, str | float | bool | None])


def decode_object(body: bytes | str) -> Motion:
    """Decodes a JSON object, the values of which the app writes as text.

    Raises:
        PacketError: it is no such object, lacks a value, or a value is no finite number; names it.
    """
    cells = decode_json(_objects, body)
    missing = [key for key in _KEYS if key not in cells]
    if missing:
        raise PacketError(f"SensorLog's message has no '{missing[0]}'; log device motion")
    time_s, *values = (_number(str(cells[key]), key) for key in _KEYS)
    return Motion(tuple(values), time_s)


def encode(motion: Motion) -> bytes:
    """Returns the line below `HEADER` that says ``motion``, with six decimals as the app does.

    Raises:
        PacketError: a number of values other than the phone's channels.
    """
    if len(motion.values) != len(_VALUES):
        raise PacketError(f"a phone has {len(_VALUES)} channels, not {len(motion.values)}")
    cells = [f"{value:.6f}" for value in (motion.device_time_s, *motion.values)]
    return (",".join(cells) + "\n").encode()


def _text(line: bytes | str) -> str:
    if isinstance(line, str):
        return line
    try:
        return line.decode()
    except UnicodeDecodeError as error:
        raise PacketError(f"a SensorLog line is not UTF-8 text: {error.reason}") from error


def _number(cell: str, column: str) -> float:
    value = float(cell) if _NUMBER.fullmatch(cell) else math.nan
    if not math.isfinite(value):
        raise PacketError(f"{column} is '{cell.strip()}', not a finite number")
    return value
