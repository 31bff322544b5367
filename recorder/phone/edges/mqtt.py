"""Sensor Logger by MQTT: the app publishes to a broker, which is asked for its topic."""

from dataclasses import dataclass

import aiomqtt

from recorder.phone import sensor_logger
from recorder.phone.edges.calling import Caller
from recorder.phone.edges.cancellable import CancellableClient
from recorder.phone.intake import Intake, Refusal
from sessions.errors import PacketError

LARGEST_MESSAGE = 256 * 1024
MOST_WAITING = 100


@dataclass(frozen=True, slots=True)
class Broker:
    """Where an MQTT broker is and how it lets us in."""

    host: str = "127.0.0.1"
    port: int = 1883
    topic: str = "sensor-logger"
    username: str | None = None
    password: str | None = None
    tls: bool = False


class MqttClient(Caller):
    """Takes Sensor Logger's messages from a broker."""

    def __init__(self, broker: Broker) -> None:
        where = f"the broker at {broker.host}:{broker.port}"
        super().__init__(self._visit_broker, where, (OSError, aiomqtt.MqttError))
        self._broker = broker

    async def _visit_broker(self, intake: Intake) -> None:
        broker = self._broker
        async with CancellableClient(
            broker.host,
            broker.port,
            username=broker.username,
            password=broker.password,
            tls_params=aiomqtt.TLSParameters() if broker.tls else None,
            max_queued_incoming_messages=MOST_WAITING,
        ) as client:
            await client.subscribe(broker.topic)
            async for message in client.messages:
                _take(message.payload, intake)


def _take(payload: object, intake: Intake) -> None:
    if not isinstance(payload, bytes):
        intake.refuse(Refusal.CONTENT_TYPE, "a message that is no text")
    elif len(payload) > LARGEST_MESSAGE:
        intake.refuse(Refusal.TOO_LARGE, f"a message of {len(payload)} bytes")
    else:
        try:
            intake.take(sensor_logger.decode(payload))
        except PacketError as error:
            intake.refuse(Refusal.MALFORMED, str(error))
