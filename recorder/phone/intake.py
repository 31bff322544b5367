"""Where every phone's readings go in, whatever way they came, and samples come out."""

import math
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from recorder.phone.assembly import Assembler
from recorder.phone.calibration import FaceUp
from recorder.phone.clock import DeviceClock
from recorder.phone.ordering import Arrived, OrderedQueue
from recorder.phone.presence import SILENCE_S, Presence
from recorder.phone.reading import ACCELERATIONS, Batch, Convention, Quantity, Reading
from sessions.channels import PHONE
from sessions.errors import UsageError
from sessions.frames import Sample

MOST_NOTES = 100
_LONGEST_DETAIL = 200


class Refusal(StrEnum):
    """Why something that arrived gave no reading."""

    ADDRESS = "from another address"
    CONTENT_TYPE = "another content type"
    LATE = "late or twice"
    MALFORMED = "malformed"
    NO_ROOM = "no room for another athlete"
    ORIGIN = "from another site"
    OVERFLOW = "nobody fetched it"
    SECOND_PHONE = "from a second phone"
    TOKEN = "without the token"
    TOO_FAST = "faster than it can be answered"
    TOO_LARGE = "too large"
    TOO_SLOW = "too slow"
    TOO_MANY = "too many connections"
    UNCALIBRATED = "before it was laid face up"


@dataclass(frozen=True, slots=True)
class Report:
    """What has become of a phone's stream so far.

    Attributes:
        readings: taken, by quantity.
        samples: given.
        refused: by reason.
        details: the latest refusal's words, by reason.
        device: which phone it is.
        convention: the sign of its acceleration, declared, told or calibrated.
        clock_offset_s: the phone's clock less ours; None where it tells no time.
    """

    readings: dict[Quantity, int]
    samples: int
    refused: dict[Refusal, int]
    details: dict[Refusal, str]
    device: str | None
    convention: Convention | None
    clock_offset_s: float | None


class Intake:
    """Takes one phone's batches as they arrive and gives its samples by time.

    A sample's time is that of its measurement, as the phone's clock and the running estimate of
    its offset tell it, and its arrival where the phone tells no time.

    Args:
        clock: stamps what arrives.
        convention: of a phone that does not tell its own; None to find it by laying it face up.
        hold_s: how long a reading is held back so that one overtaken on its way finds its place.
    """

    def __init__(
        self, clock: Callable[[], float], convention: Convention | None = None, hold_s: float = 0.0
    ) -> None:
        if not 0 <= hold_s < PHONE.stale_s:
            raise UsageError(
                f"a phone's readings are held for 0 to {PHONE.stale_s} s, not {hold_s}"
            )
        self._clock = clock
        self._declared = convention
        self._hold_s = hold_s
        self._queue = OrderedQueue()
        self._presence = Presence()
        self._notes: deque[str] = deque(maxlen=MOST_NOTES)
        self._refused: Counter[Refusal] = Counter()
        self._details: dict[Refusal, str] = {}
        self._readings: Counter[Quantity] = Counter()
        self._samples = 0
        self._device: str | None = None
        self._session: str | None = None
        self._heard_s = -math.inf
        self._calibrated: Convention | None = None
        self._face_up = FaceUp()
        self._device_clock = DeviceClock()
        self._assembler = Assembler()
        self._assembled_run = 0
        self._given_s = -math.inf

    def take(self, batch: Batch) -> Refusal | None:
        """Takes what arrived just now; returns why not, if it is refused, and counts that."""
        now_s = self._clock()
        if batch.device != self._device and not self._admit(batch.device, now_s):
            return self.refuse(Refusal.SECOND_PHONE, batch.device, len(batch.readings))
        if not batch.readings:
            return None
        self._heard_s = now_s
        self._note(self._presence.heard(now_s))
        convention = self._convention(batch, now_s)
        if convention is None:
            return self.refuse(Refusal.UNCALIBRATED, batch.device, len(batch.readings))
        self._calibrated = convention
        self._relate(batch, now_s)
        for reading in batch.readings:
            self._push(reading, convention, now_s)
        return None

    def refuse(self, reason: Refusal, detail: str = "", count: int = 1) -> Refusal:
        """Counts something that arrived and cannot be taken; returns the reason."""
        self._refused[reason] += count
        self._details[reason] = detail[:_LONGEST_DETAIL]
        return reason

    def tell(self, note: str) -> None:
        """Notes something that a person should know."""
        self._note(f"phone: {note}")

    def read(self, until_s: float) -> Iterator[Sample]:
        """Yields the samples measured up to ``until_s`` since the last call, by time."""
        self._note(self._presence.check(until_s))
        for arrived in self._queue.pop(until_s - self._hold_s):
            sample = self._assemble(arrived)
            if sample is not None:
                self._samples += 1
                yield sample

    def notes(self) -> Sequence[str]:
        """Returns what happened since the last call."""
        notes = tuple(self._notes)
        self._notes.clear()
        return notes

    def convention_of(self, device: str) -> Convention | None:
        """Returns the sign of a phone's acceleration, where it is known."""
        return self._declared or (self._calibrated if device == self._device else None)

    def report(self) -> Report:
        """Returns what has become of the stream so far."""
        refused = self._refused.copy()
        refused[Refusal.LATE] += self._queue.late
        refused[Refusal.OVERFLOW] += self._queue.overflowed
        offset_s = -self._device_clock.offset_s
        return Report(
            dict(self._readings),
            self._samples,
            dict(+refused),
            dict(self._details),
            self._device,
            self._declared or self._calibrated,
            None if math.isnan(offset_s) else offset_s,
        )

    def _admit(self, device: str, now_s: float) -> bool:
        """Lets another phone take over from one that is silent."""
        if self._device is not None and now_s - self._heard_s <= SILENCE_S:
            return False
        self._device, self._session = device, None
        self._calibrated = None
        self._face_up = FaceUp()
        return True

    def _convention(self, batch: Batch, now_s: float) -> Convention | None:
        known = batch.convention or self._declared or self._calibrated or batch.remembered
        return known or self._calibrate(batch.readings, now_s)

    def _calibrate(self, readings: Sequence[Reading], now_s: float) -> Convention | None:
        for reading in readings:
            if reading.quantity in (Quantity.TOTAL, Quantity.GRAVITY):
                time_s = now_s if reading.device_time_s is None else reading.device_time_s
                found = self._face_up.take(reading.values, time_s)
                if found is not None:
                    self.tell(f"its acceleration has the sign of {found.name}")
                    return found
        return None

    def _relate(self, batch: Batch, now_s: float) -> None:
        clock = self._device_clock
        times_s = [r.device_time_s for r in batch.readings if r.device_time_s is not None]
        newest_s = max(times_s, default=now_s)
        if batch.session != self._session or not clock.continues(newest_s, now_s):
            self._session = batch.session
            self._device_clock = DeviceClock(clock.run + 1)
        if times_s:
            self._device_clock.relate(newest_s, now_s)

    def _push(self, reading: Reading, convention: Convention, now_s: float) -> None:
        self._readings[reading.quantity] += 1
        if reading.quantity in ACCELERATIONS and convention is not Convention.IOS:
            x, y, z = reading.values
            reading = replace(reading, values=(-x, -y, -z))
        self._queue.push(Arrived(reading, now_s, self._device_clock))

    def _assemble(self, arrived: Arrived) -> Sample | None:
        run, own_time_s = arrived.order
        if run != self._assembled_run:
            self._assembled_run = run
            self._assembler = Assembler()
        reading = arrived.reading
        values = self._assembler.take(reading.quantity, reading.values, own_time_s)
        if values is None:
            return None
        # A better estimate of the offset must not put a sample before the one given before.
        self._given_s = max(self._given_s, arrived.time_s)
        return Sample(PHONE.name, self._given_s, values, reading.device_time_s, arrived.arrival_s)

    def _note(self, note: str | None) -> None:
        if note is not None:
            self._notes.append(note)
