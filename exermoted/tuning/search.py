"""The search: asks the study what to try, has it tried, and tells the study how it went.

A trial is tried on one person left out after the other. After the first of them, the fourth and so
on, the best quarter of the trials so far goes on (successive halving, L. Li and others, A System
for Massively Parallel Hyperparameter Tuning, MLSys 2020, arXiv:1810.05934).
"""

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from dataclasses import dataclass, field
from typing import Any

from exermoted.tuning.study import PACKAGED_MARK, distributions, finished, load_optuna
from exermoted.tuning.workers import Workers
from sessions.errors import ExermotedError, UsageError

MOST_LOST = 3
"""Workers that may be lost over one task; then it is the task's own fault."""


@dataclass
class _Trying:
    """A trial on its way.

    Attributes:
        trial: Optuna's.
        values: on each person so far.
        lost: how many workers were lost over the present one.
    """

    trial: Any
    values: list[float] = field(default_factory=list)
    lost: int = 0

    @property
    def mean(self) -> float:
        return sum(self.values) / len(self.values)


@dataclass(frozen=True, slots=True)
class Tried:
    """A trial that has come to an end.

    Attributes:
        number: in the study.
        value: mean on the people it was tried on.
        people: how many these are.
        pruned: it was not tried on the others.
        parameters: what was tried.
    """

    number: int
    value: float
    people: int
    pruned: bool
    parameters: dict[str, float]


class Search:
    """Goes on with a study.

    Args:
        study: Optuna's, prepared.
        people: who is left out, one after the other.
        workers: who try.
        told: is told each trial that has come to an end.
    """

    def __init__(
        self,
        study: Any,
        people: Sequence[str],
        workers: Workers,
        told: Callable[[Tried], None] = lambda _: None,
    ) -> None:
        self._study, self._people = study, people
        self._workers, self._told = workers, told
        self._space = distributions()
        self._states = load_optuna().trial.TrialState
        self._running: dict[Future[float], _Trying] = {}

    def run(self, trials: int, may_begin: Callable[[], bool] = lambda: True) -> None:
        """Returns when the study has so many finished trials, or no further one may begin.

        Args:
            trials: finished ones, those of earlier runs too.
            may_begin: whether there is time for another one.

        Raises:
            ExermotedError: the workers are gone.
        """
        while True:
            while self._wanted(trials) and may_begin():
                self._go_on(_Trying(self._study.ask(self._space)))
            if not self._running:
                return
            done, _ = wait(self._running, return_when=FIRST_COMPLETED)
            for future in done:
                self._take(self._running.pop(future), future)

    def _wanted(self, trials: int) -> bool:
        running = len(self._running)
        return running < self._workers.places and finished(self._study) + running < trials

    def _go_on(self, trying: _Trying) -> None:
        person = self._people[len(trying.values)]
        self._running[self._workers.submit(trying.trial.params, person)] = trying

    def _take(self, trying: _Trying, future: "Future[float]") -> None:
        try:
            value = future.result()
        except self._workers.lost as error:
            trying.lost += 1
            if trying.lost >= MOST_LOST:
                raise self._lost(trying) from error
            self._go_on(trying)
            return
        except CancelledError as error:
            raise ExermotedError("the workers are gone; the study is kept: run it again") from error
        except ImportError as error:
            raise UsageError(
                f"a worker lacks the program or an extra ({error}): pip install "
                "'exermoted[tune,train]' there"
            ) from error
        trying.values.append(value)
        trying.lost = 0
        self._tell(trying)

    def _tell(self, trying: _Trying) -> None:
        trial, people = trying.trial, len(trying.values)
        trial.report(trying.mean, people)
        if people == len(self._people):
            self._study.tell(trial, trying.mean)
        elif PACKAGED_MARK not in trial.user_attrs and trial.should_prune():
            self._study.tell(trial, state=self._states.PRUNED)
        else:
            self._go_on(trying)
            return
        pruned = people < len(self._people)
        self._told(Tried(trial.number, trying.mean, people, pruned, trial.params))

    def _lost(self, trying: _Trying) -> ExermotedError:
        person = self._people[len(trying.values)]
        return ExermotedError(
            f"{MOST_LOST} workers were lost over trial {trying.trial.number} without {person}: "
            "too little memory? The study is kept: run it again with fewer --workers"
        )
