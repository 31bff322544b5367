"""Between the daemon and a broker: comes back by itself, for ever."""

import asyncio
import contextlib

import aiomqtt

from exermoted.backoff import Backoff
from exermoted.config import MqttConfig
from exermoted.mqtt.broker import UNREACHABLE, Broker
from exermoted.mqtt.commander import Commander
from exermoted.mqtt.commands import Verbs
from exermoted.mqtt.visit import Visit
from exermoted.service.hub import Hub
from exermoted.service.messages import Note

FIRST_WAIT_S = 0.5
LONGEST_WAIT_S = 60.0
LASTED_S = 10.0
"""A connection at least this long was a success, after which waiting begins anew."""


class Bridge:
    """Keeps a connection with the broker for as long as it runs.

    Args:
        config: where the broker is.
        hub: what is published; told once of each reason why there is no connection.
        verbs: who does what messages ask for.

    Raises:
        UsageError: a file that the configuration names cannot be used.
    """

    def __init__(self, config: MqttConfig, hub: Hub, verbs: Verbs) -> None:
        self._config = config
        self._broker = Broker(config)
        self._hub = hub
        self._verbs = verbs
        self._commander = Commander(verbs, self._refuse)
        self._visit: Visit | None = None
        self._told = ""

    async def run(self) -> None:
        """Connects, again and again, until it is cancelled; orders under way are then, too."""
        backoff = Backoff(FIRST_WAIT_S, LONGEST_WAIT_S)
        loop = asyncio.get_running_loop()
        try:
            while True:
                start_s = loop.time()
                self._tell(await self._connect())
                if loop.time() - start_s >= LASTED_S:
                    backoff.reset()
                await asyncio.sleep(backoff.wait_s())
        finally:
            self._commander.cancel()

    async def _connect(self) -> str:
        """Stays connected for as long as it can; returns why it cannot."""
        reason = "it hung up"
        try:
            async with self._broker.client() as client:
                self._told = ""
                self._visit = Visit(client, self._config, self._hub, self._verbs, self._commander)
                await self._visit.go()
        except* UNREACHABLE as errors:
            reason = _reason(errors)
        finally:
            self._visit = None
        return reason

    async def _refuse(self, problem: str) -> None:
        """Answers an order, unless the one who gave it is out of reach."""
        if self._visit is not None:
            with contextlib.suppress(aiomqtt.MqttError):
                await self._visit.refuse(problem)

    def _tell(self, reason: str) -> None:
        if reason != self._told:
            self._told = reason
            where = f"no connection with the broker at {self._broker.address}"
            self._hub.tell(Note(time_s=0.0, text=f"mqtt: {where}: {reason}; trying again"))


def _reason(errors: BaseExceptionGroup[BaseException]) -> str:
    """Returns the first of the errors in one line."""
    error: BaseException = errors
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return " ".join(str(error).split()) or type(error).__name__
