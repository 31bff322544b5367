"""Questions of many athletes through one network, as many at once as there are athletes."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from itertools import islice

import numpy as np

from exermoted.serving.athlete import Athlete, Question
from inference.engine import MOST_AT_ONCE, Arrays, Engine

LINGER_S = 0.002
"""How long the first of a batch waits for others."""


class Batcher:
    """Answers each athlete's questions in their order, one of each athlete at a time.

    Args:
        engine: the network.
        told: is called with what has been answered.
        most: how many go through the network at once; 1 is one by one.
    """

    def __init__(
        self,
        engine: Engine,
        told: Callable[[Sequence[Question]], None],
        most: int = MOST_AT_ONCE,
    ) -> None:
        self._engine = engine
        self._told = told
        self._most = most
        self._waiting: dict[Athlete, deque[Question]] = {}
        self._news = asyncio.Event()

    @property
    def is_idle(self) -> bool:
        """Whether nobody waits for an answer."""
        return not self._waiting

    def ask(self, question: Question) -> None:
        """Leaves a question; its athlete gets the answer."""
        self._waiting.setdefault(question.athlete, deque()).append(question)
        self._news.set()

    async def run(self) -> None:
        """Answers for ever."""
        while True:
            await self._news.wait()
            self._news.clear()
            if self._most > 1:
                await asyncio.sleep(LINGER_S)
            while not self.is_idle:
                self.answer()
                await asyncio.sleep(0)  # a phone that has caught up keeps nobody from being heard

    def answer(self) -> None:
        """Runs the network once at most, for those who have waited longest since their turn."""
        questions = [queue[0] for queue in islice(self._waiting.values(), self._most)]
        asked = [(question, inputs) for question in questions if (inputs := question.inputs())]
        if asked:
            outputs = self._engine.run(_together([inputs for _, inputs in asked]))
            for number, (question, _) in enumerate(asked):
                question.take({name: a[number : number + 1].copy() for name, a in outputs.items()})
        answered = [question for question in questions if question.is_answered]
        for question in answered:
            self._next(question.athlete)
        if answered:
            self._told(answered)

    def _next(self, athlete: Athlete) -> None:
        """Takes that an athlete has been answered; whoever has more to ask stands at the end."""
        queue = self._waiting.pop(athlete)
        queue.popleft()
        if queue:
            self._waiting[athlete] = queue


def _together(several: Sequence[Arrays]) -> Arrays:
    if len(several) == 1:
        return several[0]
    return {name: np.concatenate([one[name] for one in several]) for name in several[0]}
