"""Counts beside the repetitions that were really done, by the rules of the judge.

A count belongs to a set from 1 s before its start to 2 s after its last repetition, and a count
anywhere else is one 'in set breaks'. It is a repetition from 0.5 s before that one's start to 1 s
after its end; none is hit twice.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from models.labels import names_of
from models.predictions import Count, Predictions
from models.truth import Span, true_repetitions, true_set_breaks, true_sets
from sessions.recording import Recording

LEAD_S, TAIL_S = 1.0, 2.0
"""Around a set: within these a count belongs to it."""
EARLY_S, LATE_S = 0.5, 1.0
"""Around a repetition: within these a count is that repetition."""


@dataclass(frozen=True)
class Truth:
    """What was really done in a recording.

    Attributes:
        names: the class of each row.
        repetitions: in order.
        sets: in order.
        set_breaks: rows of each, in order.
        rate_hz: of the rows.
    """

    names: Sequence[str]
    repetitions: Sequence[Span]
    sets: Sequence[Span]
    set_breaks: Sequence[range]
    rate_hz: float

    @classmethod
    def of(cls, recording: Recording) -> "Truth":
        labels = recording.labels
        repetitions = true_repetitions(labels)
        sets = true_sets(labels, repetitions)
        breaks = true_set_breaks(labels)
        return cls(names_of(recording), repetitions, sets, breaks, recording.rate_hz)

    @property
    def set_break_s(self) -> float:
        """How long set breaks were, all together."""
        return sum(map(len, self.set_breaks)) / self.rate_hz

    def set_at(self, row: int) -> int | None:
        """Returns the index of the set that a count at a row belongs to."""
        return _first(self.sets, row, LEAD_S * self.rate_hz, TAIL_S * self.rate_hz)

    def repetition_at(self, row: int, exercise: str, used: Iterable[int] = ()) -> int | None:
        """Returns the index of the repetition that a count at a row is, but for those used."""
        before, after = EARLY_S * self.rate_hz, LATE_S * self.rate_hz
        return _first(self.repetitions, row, before, after, exercise, used)


Said = tuple[Truth, Predictions]
"""What was done in a recording, and what was said of it."""


@dataclass
class CountTally:
    """What becomes of counts, summed up over recordings.

    Attributes:
        errors: by set, counts of its exercise less its repetitions.
        delays_s: of each repetition that was counted, from its end to its count.
        repetitions: how many there were.
        counted: how many were counted.
        wrong: counts of another exercise within a set.
        stray: counts outside all sets.
        hits: counts that are a repetition.
        set_break_s: how long set breaks were.
    """

    errors: list[int] = field(default_factory=list)
    delays_s: list[float] = field(default_factory=list)
    repetitions: int = 0
    counted: int = 0
    wrong: int = 0
    stray: int = 0
    hits: int = 0
    set_break_s: float = 0.0

    @property
    def mistakes(self) -> int:
        """Repetitions too many or too few in sets, and counts that none should be."""
        return sum(map(abs, self.errors)) + self.wrong + self.stray

    def add(self, truth: Truth, counts: Sequence[Count]) -> None:
        """Adds a recording."""
        right = [0] * len(truth.sets)
        used: set[int] = set()
        for count in sorted(counts, key=lambda c: (c.row, c.exercise)):
            home = truth.set_at(count.row)
            if home is None:
                self.stray += 1
            elif truth.sets[home].exercise == count.exercise:
                right[home] += 1
            else:
                self.wrong += 1
            self._hit(truth, count, used)
        self.errors += [n - span.repetitions for n, span in zip(right, truth.sets, strict=True)]
        self.repetitions += len(truth.repetitions)
        self.counted += len(counts)
        self.set_break_s += truth.set_break_s

    def _hit(self, truth: Truth, count: Count, used: set[int]) -> None:
        hit = truth.repetition_at(count.row, count.exercise, used)
        if hit is None:
            return
        used.add(hit)
        self.hits += 1
        if count.decided is not None:
            self.delays_s.append((count.decided - truth.repetitions[hit].end) / truth.rate_hz)


def _first(
    spans: Sequence[Span],
    row: int,
    before: float,
    after: float,
    exercise: str | None = None,
    used: Iterable[int] = (),
) -> int | None:
    for index, span in enumerate(spans):
        near = span.start - before <= row <= span.end + after
        if near and index not in used and exercise in (None, span.exercise):
            return index
    return None
