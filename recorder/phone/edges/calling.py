"""Edges that call the phone: they call again, ever less often, until it answers."""

import asyncio
import contextlib
from typing import Protocol

from recorder.phone.intake import Intake

FIRST_WAIT_S = 0.5
LONGEST_WAIT_S = 10.0
LASTED_S = 5.0
"""A visit at least this long was a success, after which waiting begins anew."""


class Visit(Protocol):
    """One connection with the phone, until it ends."""

    async def __call__(self, intake: Intake, /) -> None: ...


class Caller:
    """Keeps a connection with the phone.

    Args:
        visit: connects and hands over what arrives, until the connection ends.
        where: the phone's address, for people.
        errors: what a visit may end with, because the phone or the network is gone.
    """

    def __init__(
        self, visit: Visit, where: str, errors: tuple[type[Exception], ...] = (OSError,)
    ) -> None:
        self._visit = visit
        self._where = where
        self._errors = errors
        self._task: asyncio.Task[None] | None = None

    async def open(self, intake: Intake) -> None:
        """Begins to call; that nobody answers yet is a note, not an error."""
        self._task = asyncio.create_task(self._call(intake))

    async def close(self) -> None:
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def _call(self, intake: Intake) -> None:
        loop = asyncio.get_running_loop()
        wait_s = FIRST_WAIT_S
        told = ""
        while True:
            start_s = loop.time()
            reason = "it hung up"
            try:
                await self._visit(intake)
            except self._errors as error:
                reason = str(error) or type(error).__name__
            if loop.time() - start_s >= LASTED_S:
                wait_s, told = FIRST_WAIT_S, ""
            if reason != told:
                told = reason
                intake.tell(f"no connection with {self._where}: {reason}; calling again")
            await asyncio.sleep(wait_s)
            wait_s = min(2 * wait_s, LONGEST_WAIT_S)
