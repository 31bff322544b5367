"""How a broker is reached: address, password, encryption, and the will left with it."""

import socket
import ssl

import aiomqtt

from exermoted.config import MqttConfig
from exermoted.mqtt.topics import OFFLINE, Topic, node
from recorder.phone.edges.cancellable import CancellableClient
from sessions.errors import ExermotedError, UsageError

PORT = 1883
TLS_PORT = 8883
KEEPALIVE_S = 20
"""Home Assistant learns that this machine is gone after one and a half times this."""

UNREACHABLE = (OSError, UnicodeError, aiomqtt.MqttError)
"""Why there is no connection; a host that can be no name is a `UnicodeError`."""

TIMEOUT_S = 5.0
MOST_WAITING = 100


class Broker:
    """A broker as configured; makes a client for each connection.

    Raises:
        UsageError: the password's or the authority's file cannot be used.
    """

    def __init__(self, config: MqttConfig) -> None:
        self._host = config.host or "localhost"
        self._port = config.port or (TLS_PORT if config.tls else PORT)
        self._username = config.username
        self._password = _password(config)
        self._tls = _tls(config) if config.tls else None
        self._base = config.base

    @property
    def address(self) -> str:
        """Where it is, for people."""
        return f"{self._host}:{self._port}"

    def client(self) -> aiomqtt.Client:
        """Returns a client that leaves a will.

        Its name stays the same, so that a connection that died unnoticed is ended, and its will
        published, before the new one says that it is online.
        """
        name = f"{node(self._base)}-{socket.gethostname()}"
        will = aiomqtt.Will(Topic.AVAILABILITY.under(self._base), OFFLINE, qos=1, retain=True)
        return self._client(name, will)

    async def knock(self) -> None:
        """Connects for a moment.

        Raises:
            ExermotedError: it does not let us in.
        """
        try:
            async with self._client(None, None):
                pass
        except UNREACHABLE as error:
            reason = " ".join(str(error).split()) or type(error).__name__
            raise ExermotedError(f"no connection with {self.address}: {reason}") from error

    def _client(self, name: str | None, will: aiomqtt.Will | None) -> aiomqtt.Client:
        return CancellableClient(
            self._host,
            self._port,
            identifier=name,
            will=will,
            username=self._username,
            password=self._password,
            tls_context=self._tls,
            keepalive=KEEPALIVE_S,
            timeout=TIMEOUT_S,
            max_queued_incoming_messages=MOST_WAITING,
        )


def _password(config: MqttConfig) -> str | None:
    path = config.password_file
    if path is None:
        return config.password
    try:
        return path.read_text().rstrip("\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no text"
        raise UsageError(f"mqtt: the password in {path} cannot be read: {reason}") from error


def _tls(config: MqttConfig) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=config.ca)
    except (OSError, ssl.SSLError) as error:
        reason = error.strerror or "it holds no certificate"
        raise UsageError(f"mqtt: the authority in {config.ca} cannot be used: {reason}") from error
