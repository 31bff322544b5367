"""What was heard of one sensor: its latest reading, and how well it is heard."""

from collections import deque
from dataclasses import dataclass, field

from recorder.decoder import Reading, sensor_text

RATE_WINDOW_S = 5.0
_RATE_SAMPLES = 256


@dataclass(frozen=True, slots=True)
class SensorState:
    """One sensor at a moment, for a person, a program or a session's description.

    Attributes:
        place: where it is worn; None where nobody wears it.
        kind: of sensor.
        identifier: what it is called.
        rate_hz: how many new samples a second came lately.
        rssi_dbm: of its latest packet.
        silent_s: how long ago that was.
        battery_v: as it last said.
        temperature_c: as it last said.
        is_moving: as it last said.
        acceleration_g: as it last said, along x, y and z; empty where it has said nothing yet.
        packets: how many came, whatever they said.
        new_samples: how many of them said something else than the one before.
        gaps: times it fell silent for longer than its samples live.
        longest_gap_s: the longest time between two packets.
    """

    place: str | None
    kind: str
    identifier: str
    rate_hz: float
    rssi_dbm: float
    silent_s: float
    battery_v: float | None
    temperature_c: float | None
    is_moving: bool | None
    acceleration_g: tuple[float, ...]
    packets: int
    new_samples: int
    gaps: int
    longest_gap_s: float

    @property
    def text(self) -> str:
        """What it is called in a configuration."""
        return sensor_text(self.kind, self.identifier)


@dataclass(slots=True)
class Heard:
    """One sensor in the air, whether it is worn or not.

    Attributes:
        kind: of sensor.
        identifier: what it is called.
        place: where it is worn, if it is.
        stale_s: how long its samples live; a longer silence is a gap.
        reading: its latest.
        rssi_dbm: the latest strength of its signal; NaN over a connection.
        last_s: when it was last heard.
        packets: how many came, whatever they said.
        new_samples: how many of them said something else than the one before.
        gaps: times it fell silent.
        longest_gap_s: the longest time between two packets.
    """

    kind: str
    identifier: str
    place: str | None
    stale_s: float
    reading: Reading
    rssi_dbm: float
    last_s: float
    packets: int = 0
    new_samples: int = 0
    gaps: int = 0
    longest_gap_s: float = 0.0
    _payload: bytes = b""
    _new_s: deque[float] = field(default_factory=lambda: deque(maxlen=_RATE_SAMPLES))

    def take(self, payload: bytes, reading: Reading, rssi_dbm: float, time_s: float) -> None:
        """Takes note of a packet."""
        silent_s = time_s - self.last_s if self.packets else 0.0
        self.gaps += silent_s > self.stale_s
        self.longest_gap_s = max(self.longest_gap_s, silent_s)
        self.reading, self.rssi_dbm, self.last_s = reading, rssi_dbm, time_s
        self.packets += 1
        if payload != self._payload:
            self._payload = payload
            self.new_samples += 1
            self._new_s.append(time_s)

    def rate_hz(self, now_s: float) -> float:
        """Returns how many new samples a second came within the last seconds."""
        recent = [time_s for time_s in self._new_s if time_s > now_s - RATE_WINDOW_S]
        span_s = recent[-1] - recent[0] if recent else 0.0
        return (len(recent) - 1) / span_s if span_s else 0.0

    def state(self, now_s: float) -> SensorState:
        """Returns what to tell of it."""
        return SensorState(
            self.place,
            self.kind,
            self.identifier,
            self.rate_hz(now_s),
            self.rssi_dbm,
            now_s - self.last_s,
            self.reading.battery_v,
            self.reading.temperature_c,
            self.reading.is_moving,
            self.reading.values[:3],
            self.packets,
            self.new_samples,
            self.gaps,
            self.longest_gap_s,
        )
