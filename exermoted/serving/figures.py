"""How well many athletes are served, told once a second."""

from collections import deque
from collections.abc import Sequence

import msgspec
import numpy as np

from exermoted.serving.athlete import Question
from recorder.source import Clock

REMEMBERED = 100_000
_MS_PER_S = 1e3


class Served(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a second.

    Attributes:
        athletes: known, those who are away for a moment, too.
        connected: of them, those whose page is connected by WebSocket.
        answers_hz: ticks answered a second.
        batch: ticks answered at once, on average.
        p50_ms: from a sample's arrival to its answer, at the median; None where there was none.
        p99_ms: the same for the slowest hundredth.
        lost: messages that phones did not fetch in time, so far.
        refused: what was not taken, by reason, so far.
    """

    athletes: int
    connected: int
    answers_hz: float
    batch: float
    p50_ms: float | None
    p99_ms: float | None
    lost: int
    refused: dict[str, int]


class Latencies:
    """The time from a sample's arrival to its answer, since it was last asked for."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._since_s = clock()
        self._passed_s: deque[float] = deque(maxlen=REMEMBERED)
        self._answers = self._batches = 0

    def take(self, questions: Sequence[Question]) -> None:
        now_s = self._clock()
        self._passed_s.extend(now_s - question.asked_s for question in questions)
        self._answers += len(questions)
        self._batches += 1

    def served(self, athletes: int, connected: int, lost: int, refused: dict[str, int]) -> Served:
        """Returns the figures of the time since the last call, with what is known elsewhere."""
        now_s = self._clock()
        p50_ms, p99_ms = self._percentiles_ms()
        answers_hz = self._answers / max(now_s - self._since_s, 1e-9)
        batch = self._answers / max(self._batches, 1)
        self._since_s = now_s
        self._passed_s.clear()
        self._answers = self._batches = 0
        return Served(
            athletes=athletes,
            connected=connected,
            answers_hz=round(answers_hz, 1),
            batch=round(batch, 1),
            p50_ms=p50_ms,
            p99_ms=p99_ms,
            lost=lost,
            refused=refused,
        )

    def _percentiles_ms(self) -> tuple[float | None, float | None]:
        if not self._passed_s:
            return None, None
        p50_s, p99_s = np.percentile(self._passed_s, (50, 99)).tolist()
        return round(_MS_PER_S * p50_s, 2), round(_MS_PER_S * p99_s, 2)
