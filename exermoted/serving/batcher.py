"""Windows of many athletes through one network, as many at once as there are."""

import asyncio
from collections.abc import Callable, Iterable, Sequence

import numpy as np

from exermoted.serving.athlete import Question
from inference.engine import MOST_AT_ONCE, Engine, Scores, Window

LINGER_S = 0.002
"""How long the first of a batch waits for others."""


class Batcher:
    """Answers questions in the order in which they were asked.

    Args:
        engine: the network.
        told: is called after each batch, with what was answered.
        most: how many windows go through the network at once; 1 is one by one.
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
        self._waiting: list[Question] = []
        self._news = asyncio.Event()

    def ask(self, question: Question) -> None:
        """Leaves a question; its athlete gets the answer."""
        self._waiting.append(question)
        self._news.set()

    async def run(self) -> None:
        """Answers for ever."""
        while True:
            await self._news.wait()
            if self._most > 1:
                await asyncio.sleep(LINGER_S)
            while self._waiting:
                self.answer()
                await asyncio.sleep(0)  # a phone that has caught up keeps nobody from being heard

    def answer(self) -> None:
        """Answers those who have waited longest, as many as go together."""
        questions, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
        if not self._waiting:
            self._news.clear()
        scores = iter(self._scores([q.window for q in questions if q.window is not None]))
        for question in questions:
            question.athlete.answer(question, None if question.window is None else next(scores))
        self._told(questions)

    def _scores(self, windows: Sequence[Window]) -> Iterable[Scores]:
        return self._engine.scores_of(np.stack(windows)) if windows else ()
