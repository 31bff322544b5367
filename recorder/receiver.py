"""From packets to samples: whose they are, what they say, what is wrong with them."""

from collections import Counter
from collections.abc import Mapping

from recorder.decoder import SILENT, Advertised, Decoder
from recorder.decoders import NEARABLE
from recorder.heard import Heard
from sessions.errors import PacketError
from sessions.frames import Sample

STALE_RSSI_DBM = -127
"""What BlueZ reports when it repeats old data because another client's scan has stopped."""

STRANGERS_LIMIT = 1000
"""How many sensors that nobody wears are noted; some change their identifier all the time."""


class Receiver:
    """Turns the packets of one kind of sensor into samples of their places.

    Args:
        places: by identifier, where a sensor is worn; the name of its stream.
        decoder: of the kind.

    Attributes:
        refused: how many packets gave no sample, by reason.
        heard: the sensors in the air, by identifier.
    """

    def __init__(self, places: Mapping[str, str], decoder: Decoder = NEARABLE) -> None:
        self._places = dict(places)
        self._decoder = decoder
        self._has_rssi = isinstance(decoder.carrier, Advertised)
        self._stale_s = decoder.stream("").stale_s
        self.refused: Counter[str] = Counter()
        self.heard: dict[str, Heard] = {}

    def receive(
        self, payload: bytes, rssi_dbm: float, time_s: float, address: str = ""
    ) -> Sample | None:
        """Returns the sample of a packet, or None and counts why there is none.

        Args:
            payload: manufacturer data without the company identifier, or a notification.
            rssi_dbm: strength of the signal; NaN over a connection.
            time_s: when it arrived.
            address: of the sender's radio; its name where the packet tells none.
        """
        if rssi_dbm == STALE_RSSI_DBM:
            self.refused["stale"] += 1
            return None
        try:
            reading = self._decoder.decode(payload)
        except PacketError:
            self.refused["malformed"] += 1
            return None
        identifier = reading.identifier or address
        heard = self._heard(identifier, rssi_dbm, time_s)
        if heard is not None:
            heard.take(payload, reading, rssi_dbm, time_s)
        place = self._places.get(identifier)
        if place is None:
            self.refused["unknown"] += 1
            return None
        values = (*reading.values, float(rssi_dbm)) if self._has_rssi else reading.values
        return Sample(place, time_s, values)

    def meet(self, identifier: str, rssi_dbm: float, time_s: float) -> None:
        """Takes note of a sensor that is there but says nothing until it is connected to."""
        heard = self._heard(identifier, rssi_dbm, time_s)
        if heard is not None and not heard.packets:
            heard.rssi_dbm, heard.last_s = rssi_dbm, time_s

    def _heard(self, identifier: str, rssi_dbm: float, time_s: float) -> Heard | None:
        """Returns the notes on a sensor, begun where there are none yet."""
        heard = self.heard.get(identifier)
        place = self._places.get(identifier)
        if heard is None and (place or len(self.heard) < STRANGERS_LIMIT):
            heard = Heard(
                self._decoder.kind, identifier, place, self._stale_s, SILENT, rssi_dbm, time_s
            )
            self.heard[identifier] = heard
        return heard
