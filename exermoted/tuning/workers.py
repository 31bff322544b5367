"""Where trials are made: processes of this machine, or the workers of a Dask cluster.

Both take one person left out of one trial at a time and give a future. Nothing but the study's own
process knows the study.
"""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from typing import Protocol

from models.searchspace import Parameters, configured
from models.trial import Ground, tried

WORN_AFTER = 20
"""Networks that a process fits before another takes its place: TensorFlow keeps 30 MB of each."""

Task = Callable[[Ground, Parameters, str], float]
"""Tries parameters on a person left out; a function that another process can import."""


class Workers(Protocol):
    """Takes tasks.

    Attributes:
        lost: what a task ends in whose worker is gone; it can be given again.
    """

    lost: tuple[type[Exception], ...]

    @property
    def places(self) -> int:
        """How many tasks they work on at once; at least one."""

    def submit(self, parameters: Parameters, person: str) -> "Future[float]":
        """Has these parameters tried on a person left out."""

    def close(self) -> None:
        """Gives up what is being worked on."""


def work(ground: Ground, parameters: Parameters, person: str) -> float:
    """Tries parameters on one thread: there are other workers beside this one."""
    for kind in ("INTRAOP", "INTEROP"):
        os.environ.setdefault(f"TF_NUM_{kind}_THREADS", "1")
    return tried(ground, *configured(parameters), person)


class LocalWorkers:
    """Processes of this machine.

    Each is a pool of its own: one that is killed takes nobody else's task along.

    Args:
        ground: what everything is tried on; goes to each process once.
        count: how many.
        worn_after: how many tasks a process does before another takes its place.
        task: what they do.
    """

    lost: tuple[type[Exception], ...] = (BrokenExecutor,)

    def __init__(
        self, ground: Ground, count: int, worn_after: int = WORN_AFTER, task: Task = work
    ) -> None:
        self._places = [_Place(ground, worn_after, task) for _ in range(count)]

    @property
    def places(self) -> int:
        return len(self._places)

    def submit(self, parameters: Parameters, person: str) -> "Future[float]":
        free = next(place for place in self._places if place.is_free)
        return free.submit(parameters, person)

    def close(self) -> None:
        for place in self._places:
            place.close()
        for child in multiprocessing.active_children():
            child.terminate()


class _Place:
    """One process, and another when it is worn or gone."""

    def __init__(self, ground: Ground, worn_after: int, task: Task) -> None:
        self._begun_with, self._worn_after = (ground, task), worn_after
        self._pool: ProcessPoolExecutor | None = None
        self._task: Future[float] | None = None
        self._done = 0

    @property
    def is_free(self) -> bool:
        return self._task is None or self._task.done()

    def submit(self, parameters: Parameters, person: str) -> "Future[float]":
        lost = self._task is not None and self._task.exception() is not None
        if lost or self._done >= self._worn_after:
            self.close()
        self._done += 1
        with _uninterrupted():
            self._task = self._process().submit(_work_here, dict(parameters), person)
        return self._task

    def close(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
        self._pool, self._done = None, 0

    def _process(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                1,
                multiprocessing.get_context("spawn"),  # TensorFlow does not bear a fork
                initializer=_begin,
                initargs=self._begun_with,
            )
        return self._pool


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Puts Ctrl-C off: a process that is begun by halves would say so in a traceback.

    The mask is for that process, which inherits it; here any other thread takes the signal.
    """
    came: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: came.append(number))
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        signal.signal(signal.SIGINT, before)
        if came:
            signal.raise_signal(signal.SIGINT)


_here: list[tuple[Ground, Task]] = []
"""What a process of this machine was begun with."""


def _begin(ground: Ground, task: Task) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one who waits
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _here[:] = [(ground, task)]


def _end_with_parent() -> None:
    """Ends this process when the one that began it is killed; it would wait for work for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _work_here(parameters: Parameters, person: str) -> float:
    ground, task = _here[0]
    return task(ground, parameters, person)
