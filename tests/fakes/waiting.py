"""Waiting for what happens in its own time, such as a packet's way through the loopback."""

import asyncio
from collections.abc import Callable

PATIENCE_S = 10.0


async def until(happened: Callable[[], object]) -> None:
    """Returns as soon as ``happened`` says so; fails after a while."""
    async with asyncio.timeout(PATIENCE_S):
        while not happened():  # noqa: ASYNC110 # what happens, happens elsewhere
            await asyncio.sleep(0.005)
