"""Uploads what waits, one session after another, until it has arrived."""

import asyncio
import contextlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from exermoted.backoff import Backoff
from exermoted.config import UploadConfig
from exermoted.service.messages import AnyMessage, Ended, Started
from exermoted.upload.queue import Entry, Queue
from exermoted.upload.rclone import Rclone
from sessions.errors import DataError, ExermotedError
from sessions.folder import is_finished

FINISH_LOOK_S = 0.5


@dataclass(frozen=True, slots=True)
class Pace:
    """How often a session is tried.

    Attributes:
        first_s: the wait after a first failure.
        longest_s: the wait after many.
        look_s: how often the queue is looked at for what others put there.
    """

    first_s: float = 5.0
    longest_s: float = 3600.0
    look_s: float = 30.0


class Uploader:
    """Follows the queue; it never makes anybody wait.

    Args:
        config: names the remote and the queue.
        sessions: the folder of sessions.
        tell: is told, in a line, what arrived and what did not.
        pace: how often to try.

    Raises:
        UsageError: no remote is named.
    """

    def __init__(
        self,
        config: UploadConfig,
        sessions: Path,
        tell: Callable[[str], None],
        pace: Pace = Pace(),
    ) -> None:
        self.queue = Queue(config.queue)
        self._rclone = Rclone(config)
        self._sessions = sessions
        self._tell = tell
        self._pace = pace
        self._news = asyncio.Event()
        self._turn = asyncio.Lock()
        self._puts: set[asyncio.Task[None]] = set()
        self._later: dict[str, _Later] = {}
        self._told: dict[str, str] = {}

    def hear(self, message: AnyMessage) -> None:
        """Takes a recording from the moment it begins, so that no crash loses it."""
        if isinstance(message, Started | Ended):
            run = message.run
            if run.kind == "record" and run.session:
                self.enqueue(self._sessions / run.session)

    def enqueue(self, folder: Path) -> None:
        """Lets a session wait for its upload; returns at once, before that is on the disk."""
        put = asyncio.create_task(self._put(folder))
        self._puts.add(put)
        put.add_done_callback(self._puts.discard)

    async def run(self) -> None:
        """Uploads until it is cancelled; stands back while another process does."""
        while True:
            try:
                with self.queue.owned() as owned:
                    while owned:
                        await self._round()
                        await self._rest()
            except DataError as error:
                self._tell_once("", str(error))
            await asyncio.sleep(self._pace.look_s)

    async def finish(self, names: Sequence[str]) -> list[str]:
        """Tries each session once, or waits until the process that uploads is done with them.

        Returns:
            The names of those that still wait.
        """
        with self.queue.owned() as owned:
            if owned:
                left = [name for name in names if not await self.upload(name)]
                for name in left:
                    if name not in self._told:
                        self._tell_once(name, "it has no end yet")
                return left
        while left := [name for name in names if self.queue.state(name) == "waiting"]:
            for name in left:
                self._tell_problem(name)
            await asyncio.sleep(FINISH_LOOK_S)
        return []

    async def upload(self, name: str) -> bool:
        """Tries one session now; returns whether it arrived."""
        try:
            entry = await asyncio.to_thread(self.queue.entry, name)
            if entry is None or not await asyncio.to_thread(self._is_ready, entry):
                self._later.pop(name, None)  # it is looked at again with all others
                return False
            await self._rclone.upload(entry.folder)
            await asyncio.to_thread(self.queue.finish, entry)
        except ExermotedError as error:
            await self._fail(name, str(error))
            return False
        self._later.clear()  # the remote is there: all others are tried again, too
        self._told.pop(name, None)
        self._tell(f"upload: {name} has arrived")
        return True

    async def _round(self) -> None:
        waiting = await asyncio.to_thread(self.queue.waiting)
        for name in self._later.keys() - waiting:
            del self._later[name]  # else its time, long past, lets nobody rest
        for name in waiting:
            later = self._later.get(name)
            if later is None or later.due_s <= time.monotonic():
                await self.upload(name)

    async def _rest(self) -> None:
        """Waits until a session comes, or one's time has come, or it is time to look."""
        dues_s = [later.due_s - time.monotonic() for later in self._later.values()]
        wait_s = max(min([self._pace.look_s, *dues_s]), 0.0)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._news.wait(), wait_s)
        self._news.clear()

    def _is_ready(self, entry: Entry) -> bool:
        """Whether a session can be uploaded; forgets one that is not there any more."""
        if not entry.folder.is_dir():
            self.queue.drop(entry.folder.name)
            self._tell_once(entry.folder.name, "it is gone, and not uploaded")
            return False
        return is_finished(entry.folder)

    async def _fail(self, name: str, problem: str) -> None:
        self._tell_once(name, problem)
        later = self._later.setdefault(name, _Later(self._pace))
        later.put_off()
        with contextlib.suppress(DataError):  # what is told already is only not written down
            await asyncio.to_thread(self.queue.fail, name, problem)

    async def _put(self, folder: Path) -> None:
        try:
            async with self._turn:  # a session that has just begun may end already
                await asyncio.to_thread(self.queue.put, folder)
        except DataError as error:
            self._tell_once(folder.name, str(error))
        self._news.set()

    def _tell_problem(self, name: str) -> None:
        entry = self.queue.entry(name)
        if entry is not None and entry.problem:
            self._tell_once(name, entry.problem)

    def _tell_once(self, name: str, problem: str) -> None:
        """Tells a problem, unless it is the same as before."""
        if self._told.get(name) != problem:
            self._told[name] = problem
            self._tell(f"upload: {name}: {problem}" if name else f"upload: {problem}")


class _Later:
    """When a session is tried again; ever later."""

    def __init__(self, pace: Pace) -> None:
        self._backoff = Backoff(pace.first_s, pace.longest_s)
        self.due_s = 0.0

    def put_off(self) -> None:
        self.due_s = time.monotonic() + self._backoff.wait_s()
