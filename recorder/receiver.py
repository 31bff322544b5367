"""From Nearable advertisements to samples of the places they are worn at."""

from collections import Counter
from collections.abc import Mapping

from recorder.packets import nearable
from sessions.errors import PacketError
from sessions.frames import Sample

STALE_RSSI_DBM = -127
"""What BlueZ reports when it repeats old data because another client's scan has stopped."""


class Receiver:
    """Turns the advertisements of known Nearables into samples of their places.

    Args:
        places: by identifier, where the Nearable is worn; the name of its stream.

    Attributes:
        refused: how many advertisements gave no sample, by reason.
    """

    def __init__(self, places: Mapping[str, str]) -> None:
        self._places = dict(places)
        self.refused: Counter[str] = Counter()

    def receive(self, payload: bytes, rssi_dbm: int, time_s: float) -> Sample | None:
        """Returns the sample of an advertisement, or None and counts why there is none.

        Args:
            payload: manufacturer data without the company identifier.
            rssi_dbm: strength of the signal.
            time_s: when it arrived.
        """
        if rssi_dbm == STALE_RSSI_DBM:
            self.refused["stale"] += 1
            return None
        try:
            packet = nearable.decode(payload)
        except PacketError:
            self.refused["malformed"] += 1
            return None
        place = self._places.get(packet.identifier)
        if place is None:
            self.refused["unknown"] += 1
            return None
        return Sample(place, time_s, (*packet.acceleration_g, float(rssi_dbm)))
