"""A recording as a source: what was heard then arrives again."""

import math
from collections.abc import Iterable, Sequence

from recorder.heard import SensorState
from recorder.source import Clock
from sessions.channels import Stream
from sessions.frames import Frame, Sample
from sessions.recording import Recording

_EPSILON_S = 1e-6  # a frame's time and its tick's may differ by rounding


class Replay:
    """Gives a recording's samples at the times that its frames tell.

    Sampled at the recording's own rate, the same frames come out that went in.
    """

    def __init__(self, recording: Recording) -> None:
        self.recording = recording
        self._next = 0
        self._start_s = 0.0
        self._last: dict[str, Sample] = {}

    @property
    def streams(self) -> tuple[Stream, ...]:
        return self.recording.streams

    @property
    def ended(self) -> bool:
        return self._next >= len(self.recording.frames)

    async def open(self, clock: Clock) -> None:
        self._start_s = clock()

    async def close(self) -> None:
        pass

    def read(self, until_s: float) -> Iterable[Sample]:
        frames = self.recording.frames
        samples: list[Sample] = []
        passed_s = until_s - self._start_s + _EPSILON_S
        while not self.ended and frames[self._next].time_s <= passed_s:
            samples += self._samples(frames[self._next])
            self._next += 1
        return sorted(samples, key=lambda sample: sample.time_s)

    def notes(self) -> Sequence[str]:
        return ()

    def sensors(self) -> Sequence[SensorState]:
        return ()

    def _samples(self, frame: Frame) -> Iterable[Sample]:
        first = 0
        for stream, age_s in zip(self.streams, frame.ages_s, strict=True):
            values = frame.values[first : first + len(stream.channels)]
            first += len(stream.channels)
            if math.isnan(age_s) or all(map(math.isnan, values)):
                continue
            sample = Sample(stream.name, self._start_s + frame.time_s - age_s, values)
            if not self._is_held(sample):
                self._last[stream.name] = sample
                yield sample

    def _is_held(self, sample: Sample) -> bool:
        last = self._last.get(sample.stream)
        half_s = 0.5 / self.recording.rate_hz
        return last is not None and (
            sample.time_s <= last.time_s
            or (sample.values == last.values and sample.time_s < last.time_s + half_s)
        )
