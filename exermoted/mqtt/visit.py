"""One connection with a broker: tells what happens, and hands over what others ask for."""

import asyncio
import contextlib
from collections.abc import Iterable

import aiomqtt

from exermoted.config import MqttConfig
from exermoted.mqtt.commander import Commander
from exermoted.mqtt.commands import Verbs
from exermoted.mqtt.discovery import birth_topic, discovery_payload, discovery_topic
from exermoted.mqtt.herald import Herald, Publication
from exermoted.mqtt.topics import HEARD, OFFLINE, ONLINE, Topic
from exermoted.service.hub import Hub

FAREWELL_S = 1.0


class Visit:
    """What goes over one connection.

    Args:
        client: connected.
        config: the base of the topics, and where Home Assistant looks.
        hub: what is published.
        verbs: whose status is told at first.
        commander: takes what others ask for.
    """

    def __init__(
        self,
        client: aiomqtt.Client,
        config: MqttConfig,
        hub: Hub,
        verbs: Verbs,
        commander: Commander,
    ) -> None:
        self._client = client
        self._base = config.base
        self._discovery = config.discovery
        self._hub = hub
        self._verbs = verbs
        self._commander = commander
        self._herald = Herald()
        self._turn = asyncio.Lock()

    async def go(self) -> None:
        """Tells and listens until it is cancelled; says at the end that nobody is there.

        Raises:
            ExceptionGroup: of MqttError, when the connection is gone.
        """
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._tell())
                group.create_task(self._listen())
        finally:
            with contextlib.suppress(aiomqtt.MqttError):
                await self._send(Topic.AVAILABILITY, OFFLINE, retain=True, timeout_s=FAREWELL_S)

    async def refuse(self, problem: str) -> None:
        """Tells why an order is not followed."""
        await self._send(Topic.ERROR, problem.encode(errors="replace"))

    async def _tell(self) -> None:
        """Publishes what the daemon does and what happens; begins anew if that was too much."""
        while True:
            with self._hub.subscribe() as subscription:
                self._herald = Herald()
                self._herald.publications(self._verbs.status)
                await self._introduce()
                async for message in subscription.messages():
                    async with self._turn:
                        await self._publish(self._herald.publications(message))

    async def _introduce(self) -> None:
        """Tells Home Assistant what there is, and everybody what is so at present."""
        async with self._turn:
            if self._discovery:
                topic = discovery_topic(self._discovery, self._base)
                await self._client.publish(topic, discovery_payload(self._base), 1, retain=True)
            await self._send(Topic.AVAILABILITY, ONLINE, retain=True)
            await self._publish(self._herald.present())

    async def _listen(self) -> None:
        topics = {topic.under(self._base): topic for topic in HEARD}
        birth = [birth_topic(self._discovery)] if self._discovery else []
        await self._client.subscribe([(name, 1) for name in (*topics, *birth)])
        async for message in self._client.messages:
            topic = topics.get(message.topic.value)
            payload = _bytes(message.payload)
            if topic is not None:
                self._commander.take(topic, payload, kept=message.retain)
            elif payload == ONLINE:
                await self._introduce()

    async def _publish(self, publications: Iterable[Publication]) -> None:
        for publication in publications:
            await self._send(publication.topic, publication.payload, retain=publication.retain)

    async def _send(
        self, topic: Topic, payload: bytes, *, retain: bool = False, timeout_s: float | None = None
    ) -> None:
        name = topic.under(self._base)
        await self._client.publish(name, payload, qos=1, retain=retain, timeout=timeout_s)


def _bytes(payload: object) -> bytes:
    return payload if isinstance(payload, bytes) else str(payload).encode()
