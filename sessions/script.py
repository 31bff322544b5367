"""The workout script: a seeded, random sequence of sets, and the label of each of its moments."""

import math
import random
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from sessions.errors import UsageError
from sessions.exercises import Exercise, Exercises
from sessions.frames import SET_BREAK, Label, Phase

STEPS_PER_S = 10
"""A script's resolution; it does not depend on the rate at which a session is sampled."""

_EPSILON = 1e-6  # a tick's time may fall a rounding error short of the step it stands for


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of constant label, from ``start_s`` up to ``end_s``."""

    start_s: float
    end_s: float
    label: Label


@dataclass(frozen=True)
class Script:
    """A workout without gaps from 0 to ``duration_s``.

    Attributes:
        segments: in order; each begins where the last one ends.
        seed: what it was drawn from; None where it was read from a recording's labels.
        counts: by set, its repetitions, where that is known and the labels do not say it.
        trimmed_s: by exercise, how much at either end of a repetition is a break to a model.
    """

    segments: tuple[Segment, ...]
    seed: int | None = None
    counts: Mapping[int, int] = field(default_factory=dict)
    trimmed_s: Mapping[str, float] = field(default_factory=dict)

    @property
    def duration_s(self) -> float:
        return self.segments[-1].end_s if self.segments else 0.0

    @cached_property
    def _starts_s(self) -> tuple[float, ...]:
        return tuple(segment.start_s for segment in self.segments)

    def segment_index(self, time_s: float) -> int:
        """Returns the index of the segment at ``time_s``; the first or last one outside."""
        return max(bisect_right(self._starts_s, time_s + _EPSILON) - 1, 0)

    def segment_at(self, time_s: float) -> Segment:
        return self.segments[self.segment_index(time_s)]

    def label_at(self, time_s: float) -> Label:
        return self.segment_at(time_s).label

    def next_set_at(self, time_s: float) -> Segment | None:
        """Returns the first segment of the set after the present set or set break, if any."""
        following = self.segments[self.segment_index(time_s) :]
        current = following[0].label.set
        for segment in following:
            if segment.label.set is not None and segment.label.set != current:
                return segment
        return None

    def repetitions(self) -> dict[tuple[int, str], int]:
        """Returns how many repetitions each set asks for, by its number and exercise."""
        counts: dict[tuple[int, str], int] = {}
        for segment in self.segments:
            label = segment.label
            if not label.set or not label.exercise:
                continue
            key = (label.set, label.exercise)
            if label.phase is Phase.FIRST_HALF:
                counts[key] = counts.get(key, 0) + 1
            elif label.phase is Phase.SET and label.set in self.counts:
                counts[key] = self.counts[label.set]
        return counts


def generate(exercises: Exercises, seed: int, duration_s: float = 300.0) -> Script:
    """Draws a workout of exactly ``duration_s``.

    Set break, then a set of one random exercise, and so on. A repetition keeps its length within
    a set, so that the athlete finds a rhythm; the break after it is drawn anew each time. A
    repetition that would not end in time is not begun: the workout ends with a set break.

    Only ``random.Random.random`` is drawn from: its sequence is the same on every platform and
    Python version, that of ``randint`` and ``choice`` is not promised to be.

    Raises:
        UsageError: a length that is no positive multiple of 0.1 s.
    """
    steps = round(duration_s * STEPS_PER_S) if math.isfinite(duration_s) else 0
    if steps < 1 or not math.isclose(steps / STEPS_PER_S, duration_s, abs_tol=1e-6):
        raise UsageError(f"a workout lasts a multiple of 0.1 s, not {duration_s:g} s")
    draw = _Draw(random.Random(seed))
    labels: list[Label] = []
    number = 0
    while len(labels) < steps:
        labels += [SET_BREAK] * draw.steps(*exercises.set_break_s)
        exercise = exercises.exercises[draw.integer(0, len(exercises.exercises) - 1)]
        repetitions = _draw_set(draw, exercise, number + 1, steps - len(labels))
        number += bool(repetitions)
        labels += repetitions or [SET_BREAK] * max(steps - len(labels), 0)
    segments = segments_of(labels[:steps], STEPS_PER_S)
    return Script(segments, seed, trimmed_s=exercises.trimmed_s)


class _Draw:
    """Whole numbers from a generator's ``random`` alone."""

    def __init__(self, source: random.Random) -> None:
        self._source = source

    def integer(self, low: int, high: int) -> int:
        return low + int(self._source.random() * (high - low + 1))

    def steps(self, low_s: float, high_s: float) -> int:
        return self.integer(max(round(low_s * STEPS_PER_S), 1), round(high_s * STEPS_PER_S))


def _draw_set(draw: _Draw, exercise: Exercise, number: int, room: int) -> list[Label]:
    length = max(draw.steps(exercise.shortest_s, exercise.longest_s), 2)
    first = min(max(round(length * exercise.first_half), 1), length - 1)
    labels: list[Label] = []
    for repetition in range(1, draw.integer(*exercise.repetitions) + 1):
        pause = draw.steps(*exercise.pause_s)
        if len(labels) + length > room:
            return labels
        for phase, count in (
            (Phase.FIRST_HALF, first),
            (Phase.SECOND_HALF, length - first),
            (Phase.BREAK, pause),
        ):
            labels += [Label(phase, exercise.name, number, repetition)] * count
    return labels


def segments_of(labels: Iterable[Label], rate_hz: float) -> tuple[Segment, ...]:
    """Returns the stretches of equal label in a sequence sampled at ``rate_hz``."""
    runs: list[tuple[int, Label]] = []
    count = 0
    for label in labels:
        if not runs or runs[-1][1] != label:
            runs.append((count, label))
        count += 1
    ends = [start for start, _ in runs[1:]] + [count]
    return tuple(
        Segment(start / rate_hz, end / rate_hz, label)
        for (start, label), end in zip(runs, ends, strict=True)
    )


def script_of(
    labels: Sequence[Label],
    rate_hz: float,
    counts: Mapping[int, int] | None = None,
    trimmed_s: Mapping[str, float] | None = None,
) -> Script:
    """Returns the script that a recording's labels followed.

    Args:
        labels: one per frame.
        rate_hz: of the frames.
        counts: by set, its repetitions, where the labels do not say them.
        trimmed_s: as of `Script`.
    """
    return Script(segments_of(labels, rate_hz), counts=counts or {}, trimmed_s=trimmed_s or {})
