"""From samples that arrive when they like to frames at exact ticks."""

import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from sessions.channels import Stream
from sessions.frames import Frame, Sample

RATE_WINDOW_S = 5.0


@dataclass(frozen=True, slots=True)
class Tick:
    """One beat of the metronome.

    Attributes:
        number: since the start, without gaps.
        due_s: when it was due, on the metronome's clock.
        late_s: how much later than due it was handled.
        utc_s: wall time, only ever written down; None for a tick that was missed.
    """

    number: int
    due_s: float
    late_s: float
    utc_s: float | None


@dataclass(slots=True)
class StreamCounts:
    """What became of one stream.

    Attributes:
        samples: measured since the start; a phone may send what is older.
        missing: ticks without a value, for whatever reason.
        stale: those of them for which the latest sample was too old.
        gaps: times it fell silent for longer than its samples live.
        longest_gap_s: the longest time between two samples, or from the last one to the end.
    """

    samples: int = 0
    missing: int = 0
    stale: int = 0
    gaps: int = 0
    longest_gap_s: float = 0.0


class _Latest:
    """The latest sample of one stream and what is counted about it."""

    def __init__(self, stream: Stream, window: int) -> None:
        self.stream = stream
        self.counts = StreamCounts()
        self.sample: Sample | None = None
        self.silent = False
        self.totals: deque[int] = deque([0], maxlen=window + 1)
        self.nothing = (math.nan,) * len(stream.channels)

    def precede(self, sample: Sample) -> None:
        if self.sample is None or sample.time_s >= self.sample.time_s:
            self.sample = sample

    def take(self, sample: Sample) -> None:
        self.counts.samples += 1
        if self.sample is not None:
            gap_s = sample.time_s - self.sample.time_s
            if gap_s < 0:
                return  # it was overtaken: a later one is already here
            self._silence(gap_s)
        self.sample = sample
        self.silent = False

    def at(self, due_s: float) -> tuple[tuple[float, ...], float]:
        """Returns the values and the age at a tick."""
        self.totals.append(self.counts.samples)
        if self.sample is None:
            self.counts.missing += 1
            return self.nothing, math.nan
        age_s = max(due_s - self.sample.time_s, 0.0)
        if age_s > self.stream.stale_s:
            self._silence(age_s)
            self.counts.missing += 1
            self.counts.stale += 1
            return self.nothing, age_s
        return self.sample.values, age_s

    def _silence(self, length_s: float) -> None:
        """Counts a silence once, whether it has ended or still goes on."""
        self.counts.longest_gap_s = max(self.counts.longest_gap_s, length_s)
        if length_s > self.stream.stale_s and not self.silent:
            self.silent = True
            self.counts.gaps += 1


class Sampler:
    """Keeps the latest sample of each stream and gives the frame of a tick.

    Args:
        streams: in the order of the frame's values.
        rate_hz: of the ticks.
        start_s: when tick 0 is due, on the clock that stamps samples.

    Attributes:
        ticks: how many were sampled, those missed included.
        missed_ticks: how many of them came too late to be sampled.
    """

    def __init__(self, streams: Sequence[Stream], rate_hz: float, start_s: float) -> None:
        self.streams = tuple(streams)
        self.rate_hz = rate_hz
        self.start_s = start_s
        self.ticks = 0
        self.missed_ticks = 0
        window = max(round(RATE_WINDOW_S * rate_hz), 1)
        self._latest = {stream.name: _Latest(stream, window) for stream in self.streams}
        self._nothing = tuple(math.nan for stream in self.streams for _ in stream.channels)
        self._no_ages = (math.nan,) * len(self.streams)

    def take(self, sample: Sample) -> None:
        """Takes a sample; one of a stream that is not sampled is left.

        One measured before the start is not counted, though a first frame may still hold it.
        """
        latest = self._latest.get(sample.stream)
        if latest is None:
            return
        if sample.time_s < self.start_s:
            latest.precede(sample)
        else:
            latest.take(sample)

    def frame(self, tick: Tick) -> Frame:
        """Returns the frame of ``tick``; of a missed one everything is missing."""
        self.ticks += 1
        time_s = tick.number / self.rate_hz
        if tick.utc_s is None:
            self.missed_ticks += 1
            return Frame(tick.number, time_s, self._nothing, self._no_ages, None)
        values: list[float] = []
        ages_s: list[float] = []
        for latest in self._latest.values():
            now, age_s = latest.at(tick.due_s)
            values += now
            ages_s.append(age_s)
        return Frame(tick.number, time_s, tuple(values), tuple(ages_s), tick.utc_s)

    def counts(self) -> dict[str, StreamCounts]:
        """Returns the counts so far, by stream."""
        return {name: latest.counts for name, latest in self._latest.items()}

    def rates_hz(self) -> dict[str, float]:
        """Returns each stream's rate over the last seconds."""
        return {
            name: (latest.totals[-1] - latest.totals[0])
            / max(len(latest.totals) - 1, 1)
            * self.rate_hz
            for name, latest in self._latest.items()
        }
