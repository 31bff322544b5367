"""Lines of the Android app HyperIMU, by UDP: CSV in the order of the sensors in its settings.

Source: ianovir.com/works/mobile/hyperimu/hyperimu-help. Three values a sensor in Android's units
and axes; where the app is set so, a timestamp in ms since 1970 comes first; a packet ends in CR
LF or #. The line does not say which sensors it holds: that is a setting here as it is there.
"""

import re
from collections.abc import Sequence

from recorder.phone.reading import Quantity, Reading
from recorder.phone.sensorserver import android_values
from sessions.errors import PacketError, UsageError

SENSORS = {
    "accelerometer": Quantity.TOTAL,
    "gravity": Quantity.GRAVITY,
    "linear_acceleration": Quantity.ACCELERATION,
    "gyroscope": Quantity.ROTATION,
    "rotation_vector": Quantity.ATTITUDE,
    "other": None,
}
"""What a sensor in the app's list may be; `other` stands for three values that are left."""

_MS_PER_S = 1e3
_NUMBER = re.compile(r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*", re.ASCII)


class Decoder:
    """Decodes packets.

    Args:
        sensors: names of `SENSORS`, in the order of the app's settings.

    Raises:
        UsageError: a sensor of another name, or none at all.
    """

    def __init__(self, sensors: Sequence[str]) -> None:
        unknown = [name for name in sensors if name not in SENSORS]
        if unknown or not sensors:
            what = f"'{unknown[0]}'" if unknown else "nothing"
            raise UsageError(f"HyperIMU's sensors are some of {', '.join(SENSORS)}, not {what}")
        self._quantities = tuple(SENSORS[name] for name in sensors)

    def decode(self, packet: bytes) -> tuple[Reading, ...]:
        """Decodes a packet, with Android's sign.

        Raises:
            PacketError: another number of values than the settings say, or one that is none.
        """
        numbers = _numbers(packet)
        expected = 3 * len(self._quantities)
        timed = len(numbers) == expected + 1
        if not timed and len(numbers) != expected:
            raise PacketError(f"a HyperIMU packet has {expected} values here, not {len(numbers)}")
        time_s = numbers.pop(0) / _MS_PER_S if timed else None
        return tuple(
            Reading(quantity, android_values(quantity, numbers[3 * i : 3 * i + 3]), time_s)
            for i, quantity in enumerate(self._quantities)
            if quantity is not None
        )


def _numbers(packet: bytes) -> list[float]:
    try:
        text = packet.decode("ascii")
    except UnicodeDecodeError:
        raise PacketError("a HyperIMU packet is plain text") from None
    cells = text.rstrip("#\r\n ").split(",")
    for cell in cells:
        if not _NUMBER.fullmatch(cell):
            raise PacketError(f"'{cell.strip()[:40]}' is not a number")
    return [float(cell) for cell in cells]
