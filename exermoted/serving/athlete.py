"""One of many: a phone's intake, recogniser and counter, apart from all others."""

import time
from collections.abc import Generator, Iterator
from dataclasses import replace

from exermoted.serving.ticks import PhoneTicks
from inference.engine import Arrays, Engine
from inference.events import MountingChanged, Repetition, State
from inference.pipeline import Pipeline, Step
from recorder.phone import page
from recorder.phone.edges.outlet import Outlet
from recorder.phone.intake import Intake
from recorder.phone.shown import Shown
from recorder.sampler import Sampler, Tick
from recorder.source import Clock
from sessions.channels import PHONE
from sessions.frames import Frame, Sample

MOST_WAITING = 1000
"""Ticks of one athlete that may wait for an answer: three times what a page keeps."""

COLUMNS = tuple(channel.column for channel in PHONE.channels)
NOTHING = Shown(mode="live", state=State.INITIALIZING)

Answering = Generator[Arrays, Arrays, None]


class Question:
    """A tick that waits for its answer.

    Args:
        athlete: whose it is.
        asked_s: when its sample arrived.
        answering: yields what the network is asked, is sent the outputs, and answers.

    Attributes:
        is_answered: whether that is over.
    """

    def __init__(self, athlete: "Athlete", asked_s: float, answering: Answering) -> None:
        self.athlete = athlete
        self.asked_s = asked_s
        self.is_answered = False
        self._answering = answering
        self._inputs: Arrays | None = None

    def inputs(self) -> Arrays | None:
        """Returns what the network is asked now, a batch of one; None where it needs nothing.

        Nothing of an earlier question of the athlete's may be left open.
        """
        if self._inputs is None and not self.is_answered:
            self._inputs = next(self._answering, None)
            self.is_answered = self._inputs is None
        return self._inputs

    def take(self, outputs: Arrays) -> None:
        """Takes the network's answer to that."""
        try:
            self._inputs = self._answering.send(outputs)
        except StopIteration:
            self._inputs, self.is_answered = None, True


class Athlete:
    """Whoever wears one phone.

    Args:
        engine: the network that is asked.
        clock: stamps what arrives.

    Attributes:
        intake: takes what the phone sends.
        outlet: the way to its page; None while that is not connected.
        shown: the latest answer.
        heard_s: when the phone was last heard.

    Raises:
        UsageError: the network needs more than a phone, or another rate.
    """

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self.intake = Intake(clock)
        self.outlet: Outlet | None = None
        self.shown = NOTHING
        self.heard_s = clock()
        self._waiting = 0
        self._rate_hz = engine.card.rate_hz
        self._ticks = PhoneTicks(self._rate_hz)
        self._pipeline = Pipeline(engine, COLUMNS, self._rate_hz)
        self._sampler = self._new_sampler()

    @property
    def is_behind(self) -> bool:
        """Whether it sends faster than it can be answered."""
        return self._waiting >= MOST_WAITING

    def questions(self, now_s: float) -> Iterator[Question]:
        """Yields the ticks that became answerable by what has arrived until now, in order."""
        self.heard_s = now_s
        for sample in self.intake.read(now_s):
            yield from self._after(sample, now_s)

    def _after(self, sample: Sample, now_s: float) -> Iterator[Question]:
        """Yields the questions of the ticks up to a sample, by the phone's clock."""
        device_s = sample.time_s if sample.device_time_s is None else sample.device_time_s
        due = self._ticks.take(device_s)
        if due.anew:
            self._sampler = self._new_sampler()
        for tick in due.ticks[:-1]:
            yield self._ask(tick, now_s, anew=due.anew)
        self._sampler.take(replace(sample, time_s=device_s))
        for tick in due.ticks[-1:]:
            yield self._ask(tick, now_s, anew=due.anew)

    def _new_sampler(self) -> Sampler:
        return Sampler((PHONE,), self._rate_hz, float("-inf"))

    def _ask(self, tick: int, now_s: float, *, anew: bool) -> Question:
        beat = Tick(tick, self._ticks.due_s(tick), 0.0, time.time())
        frame = replace(self._sampler.frame(beat), time_s=tick / self._rate_hz)
        self._waiting += 1
        return Question(self, now_s, self._answering(frame, anew=anew))

    def _answering(self, frame: Frame, *, anew: bool) -> Answering:
        if anew:
            self._pipeline.restart()
        step = yield from self._pipeline.look(frame)
        self._waiting -= 1
        self.shown = self._showing(step)
        if self.outlet is not None:
            self.outlet.put(page.encode(page.Push(self.shown, frame.tick)))

    def _showing(self, step: Step) -> Shown:
        exercise, count, set_ = self.shown.exercise, self.shown.count, self.shown.set
        mounting = self.shown.mounting
        for event in step.events:
            if isinstance(event, Repetition):
                exercise, count, set_ = event.exercise, event.count, event.set
            elif isinstance(event, MountingChanged):
                mounting = None if event.known else event.text
        return Shown(
            mode="live",
            exercise=exercise,
            set=set_,
            state=self._pipeline.state,
            activity=step.activity,
            score=None if step.score is None else round(step.score, 4),
            count=count,
            mounting=mounting,
        )
