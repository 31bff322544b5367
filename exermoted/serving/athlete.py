"""One of many: a phone's intake, window and counter, apart from all others."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

from exermoted.serving.ticks import PhoneTicks
from inference.cutting import Cutter
from inference.deciding import Decider, Step
from inference.engine import Scores, Window
from inference.events import Repetition, State
from models.card import Card
from recorder.phone import page
from recorder.phone.edges.outlet import Outlet
from recorder.phone.intake import Intake
from recorder.phone.shown import Shown
from recorder.sampler import Sampler, Tick
from recorder.source import Clock
from sessions.channels import PHONE
from sessions.frames import Sample

MOST_WAITING = 1000
"""Ticks of one athlete that may wait for an answer: three times what a page keeps."""

COLUMNS = tuple(channel.column for channel in PHONE.channels)
NOTHING = Shown(mode="live", state=State.INITIALIZING)


@dataclass(frozen=True, slots=True)
class Question:
    """A tick that waits for its scores.

    Attributes:
        athlete: whose it is.
        tick: its number.
        window: that ends with it, a copy; None while too little is there, or too much waits.
        asked_s: when its sample arrived.
    """

    athlete: "Athlete"
    tick: int
    window: Window | None
    asked_s: float


class Athlete:
    """Whoever wears one phone.

    Args:
        card: of the network that is asked.
        clock: stamps what arrives.

    Attributes:
        intake: takes what the phone sends.
        outlet: the way to its page; None while that is not connected.
        shown: the latest answer.
        heard_s: when the phone was last heard.

    Raises:
        UsageError: the network needs more than a phone, or another rate.
    """

    def __init__(self, card: Card, clock: Clock) -> None:
        self.intake = Intake(clock)
        self.outlet: Outlet | None = None
        self.shown = NOTHING
        self.heard_s = clock()
        self._waiting = 0
        self._card = card
        self._ticks = PhoneTicks(card.rate_hz)
        self._decider = Decider(card)
        self._begin()

    @property
    def is_behind(self) -> bool:
        """Whether it sends faster than it can be answered."""
        return self._waiting >= MOST_WAITING

    def questions(self, now_s: float) -> Iterator[Question]:
        """Yields the ticks that became answerable by what has arrived until now, in order."""
        self.heard_s = now_s
        for sample in self.intake.read(now_s):
            yield from self._after(sample, now_s)

    def answer(self, question: Question, scores: Scores | None) -> None:
        """Takes the scores of a question's window, in the order of the questions."""
        self._waiting -= 1
        time_s = question.tick / self._card.rate_hz
        step = self._decider.push(question.tick, time_s, scores)
        self.shown = self._showing(step)
        if self.outlet is not None:
            self.outlet.put(page.encode(page.Push(self.shown, question.tick)))

    def _begin(self) -> None:
        self._cutter = Cutter(self._card, COLUMNS, self._card.rate_hz)
        self._sampler = Sampler((PHONE,), self._card.rate_hz, float("-inf"))

    def _after(self, sample: Sample, now_s: float) -> Iterator[Question]:
        """Yields the questions of the ticks up to a sample, by the phone's clock."""
        device_s = sample.time_s if sample.device_time_s is None else sample.device_time_s
        due = self._ticks.take(device_s)
        if due.anew:
            self._begin()
        for tick in due.ticks[:-1]:
            yield self._ask(tick, now_s)
        self._sampler.take(replace(sample, time_s=device_s))
        for tick in due.ticks[-1:]:
            yield self._ask(tick, now_s)

    def _ask(self, tick: int, now_s: float) -> Question:
        beat = Tick(tick, self._ticks.due_s(tick), 0.0, time.time())
        window = self._cutter.push(self._sampler.frame(beat))
        kept = None if window is None or self.is_behind else window.copy()
        self._waiting += 1
        return Question(self, tick, kept, now_s)

    def _showing(self, step: Step) -> Shown:
        exercise, count, set_ = self.shown.exercise, self.shown.count, self.shown.set
        for event in step.events:
            if isinstance(event, Repetition):
                exercise, count, set_ = event.exercise, event.count, event.set
        decision = step.decision
        return Shown(
            mode="live",
            exercise=exercise,
            set=set_,
            state=self._decider.state,
            activity=decision.activity if decision else None,
            score=round(decision.score, 4) if decision else None,
            count=count,
        )
