"""Waiting for what happens in its own time, such as a packet's way through the loopback."""

import asyncio
import time
from collections.abc import Callable, Coroutine
from typing import TypeVar

T = TypeVar("T")

PATIENCE_S = 60.0
"""How long anything may take on a busy machine before a test gives it up."""


async def until(happened: Callable[[], object]) -> None:
    """Returns as soon as ``happened`` says so; fails after a while."""
    async with asyncio.timeout(PATIENCE_S):
        while not happened():  # noqa: ASYNC110 # what happens, happens elsewhere
            await asyncio.sleep(0.005)


def wait(happened: Callable[[], object]) -> None:
    """The same where no event loop runs."""
    end_s = time.monotonic() + PATIENCE_S
    while not happened():
        assert time.monotonic() < end_s
        time.sleep(0.01)


def finish(test: Coroutine[None, None, T]) -> T:
    """Runs a test in an event loop of its own."""
    return asyncio.run(asyncio.wait_for(test, PATIENCE_S))
