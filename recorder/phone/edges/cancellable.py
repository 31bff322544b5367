"""A client of an MQTT broker of which every wait can be cancelled."""

import asyncio
import math
from collections.abc import Awaitable
from typing import TypeVar

import aiomqtt

T = TypeVar("T")


class CancellableClient(aiomqtt.Client):
    """Waits as aiomqtt does, but never forgets that it was cancelled.

    Before Python 3.12 ``asyncio.wait_for``, by which aiomqtt waits, swallows a cancellation that
    comes at the moment when what it waits for is done; whoever cancelled then waits for ever.
    """

    async def _wait_for(self, fut: Awaitable[T], timeout: float | None) -> T:  # noqa: ASYNC109 - aiomqtt's
        limit_s = self.timeout if timeout is None else timeout
        try:
            async with asyncio.timeout(None if limit_s == math.inf else limit_s):
                return await fut
        except TimeoutError:
            raise aiomqtt.MqttError("Operation timed out") from None
