"""From the configuration of a phone to its source, and what a person has to do on the phone."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from exermoted.config import PhoneApp, PhoneConfig
from recorder.phone.addresses import host_names, network_addresses
from recorder.phone.edges import datagrams, lines, polling, server, sockets
from recorder.phone.edges.access import new_token
from recorder.phone.edges.files import CERTIFICATE
from recorder.phone.edges.listening import PORT, Site
from recorder.phone.reading import Convention
from recorder.phone.source import Edge, PhoneSource
from sessions.errors import DataError, UsageError

if TYPE_CHECKING:
    from recorder.phone.certificate import Certificate

ANYWHERE = "0.0.0.0"
HERE = "127.0.0.1"

_FACE_UP = "Lay the phone face up on a table for a second: that shows the sign of its acceleration."
_HERE_ONLY = "Only this machine reaches it; add --network for a phone in the same network."


@dataclass(frozen=True, slots=True)
class Phone:
    """A phone that is to be heard.

    Attributes:
        source: gives its samples.
        address: what is opened or entered on the phone; None where we call the phone.
        steps: what a person does, in order.
        fingerprint: of the certificate that the phone will warn of.
        page: shows what is to be done, where the phone has ours open.
    """

    source: PhoneSource
    address: str | None
    steps: tuple[str, ...]
    fingerprint: str | None = None
    page: server.PhoneServer | None = None


def phone_of(config: PhoneConfig) -> Phone:
    """Returns the phone that a configuration describes; opens nothing.

    Raises:
        UsageError: the configuration lacks something, or would let anybody in.
        DataError: the certificate or the token cannot be kept.
    """
    return _APPS[config.app](config)


def _page(config: PhoneConfig) -> Phone:
    steps = (
        "Scan the code with the phone, or open the address in its browser.",
        "Continue past the warning: the recorder vouches for itself.",
        "Tap 'Start measuring' and allow motion.",
        *_laying(config),
        "Strap the phone to your right upper arm and leave the page open.",
    )
    return _served(config, "/", steps)


def _sensor_logger(config: PhoneConfig) -> Phone:
    steps = (
        *_trusting(config),
        "In Sensor Logger choose Accelerometer, Gravity, Gyroscope and Orientation.",
        "Tap the gear, enable HTTP Push, enter the address, and the shortest batch period.",
        "Start recording.",
        *_laying(config),
    )
    return _served(config, "/sensor-logger", steps)


def _sensorlog_http(config: PhoneConfig) -> Phone:
    steps = (
        *_trusting(config),
        "In SensorLog switch Device Motion on and log by HTTP POST in JSON to the address.",
    )
    return _served(config, "/sensorlog", steps)


def _served(config: PhoneConfig, path: str, steps: tuple[str, ...]) -> Phone:
    """Returns a phone that sends to our own web server."""
    reached = reach_phone(config)
    edge = server.PhoneServer(reached.site)
    source = source_of(edge, config)
    first = () if config.network else (_HERE_ONLY,)
    return Phone(source, reached.address(path), (*first, *steps), reached.fingerprint, edge)


@dataclass(frozen=True, slots=True)
class Reached:
    """A web server of our own as phones reach it.

    Attributes:
        site: where it listens.
        host: what phones call this machine.
        fingerprint: of the certificate that they will warn of.
    """

    site: Site
    host: str
    fingerprint: str | None = None

    def address(self, path: str = "/") -> str:
        """Returns what is opened or entered on the phone."""
        scheme = "https" if self.site.tls else "http"
        query = f"?token={self.site.token}" if self.site.token else ""
        return f"{scheme}://{self.host}:{self.site.port}{path}{query}"


def reach_phone(config: PhoneConfig) -> Reached:
    """Returns where our own web server for phones is: here alone, or on the network.

    Raises:
        UsageError: it is to listen on the network, but the machine is in none.
        DataError: the certificate or the token cannot be kept.
    """
    port = PORT if config.port is None else config.port
    if not config.network:
        return Reached(Site(HERE, port), HERE)
    certificate = certificate_of(config.folder)
    token = _token(config.folder)
    site = Site(ANYWHERE, port, certificate.context(), token, certificate.authority)
    return Reached(site, own_address(), certificate.fingerprint())


def _mqtt(config: PhoneConfig) -> Phone:
    try:
        from recorder.phone.edges import mqtt  # noqa: PLC0415 - needs the mqtt extra
    except ImportError as error:
        raise UsageError("MQTT needs its extra: pip install 'exermoted[mqtt]'") from error
    broker = mqtt.Broker(**msgspec.structs.asdict(config.broker))
    steps = (
        "In Sensor Logger choose Accelerometer, Gravity, Gyroscope and Orientation.",
        f"Tap the gear, enable MQTT, and enter your broker and the topic '{broker.topic}'.",
        "Start recording.",
        *_laying(config),
    )
    return Phone(source_of(mqtt.MqttClient(broker), config), None, steps)


def _sensorlog(config: PhoneConfig) -> Phone:
    port = lines.PORT if config.port is None else config.port
    choose = "In SensorLog switch Device Motion on, and choose CSV with a header."
    if config.address and not config.network:
        client = lines.LineClient(config.address, port)
        start = f"Let it stream by TCP as the server, port {port}."
        return Phone(source_of(client, config), None, (choose, start))
    edge = lines.LineServer(_host(config), port, config.address)
    start = "Let it stream by TCP as a client, to the address."
    return Phone(source_of(edge, config), _plain_address(config, port), (choose, start))


def _hyperimu(config: PhoneConfig) -> Phone:
    port = datagrams.PORT if config.port is None else config.port
    edge = datagrams.DatagramServer(config.sensors, _host(config), port, config.address)
    steps = (
        f"In HyperIMU choose the sensors {', '.join(config.sensors)}, in this order.",
        "Let it stream CSV by UDP with a timestamp, to the address.",
    )
    return Phone(source_of(edge, config), _plain_address(config, port), steps)


def _phyphox(config: PhoneConfig) -> Phone:
    port = polling.PORT if config.port is None else config.port
    steps = (
        "In phyphox add a simple experiment with acceleration (with g) and gyroscope.",
        "Open it, and allow remote access in its menu.",
    )
    return Phone(source_of(polling.PhyphoxClient(_phone_s(config), port), config), None, steps)


def _sensorserver(config: PhoneConfig) -> Phone:
    port = sockets.PORT if config.port is None else config.port
    steps = ("Tap Start in SensorServer.",)
    return Phone(source_of(sockets.SensorServerClient(_phone_s(config), port), config), None, steps)


_APPS: dict[PhoneApp, Callable[[PhoneConfig], Phone]] = {
    "page": _page,
    "sensor-logger": _sensor_logger,
    "sensor-logger-mqtt": _mqtt,
    "sensorlog": _sensorlog,
    "sensorlog-http": _sensorlog_http,
    "phyphox": _phyphox,
    "sensorserver": _sensorserver,
    "hyperimu": _hyperimu,
}


def source_of(edge: Edge, config: PhoneConfig) -> PhoneSource:
    """Returns the samples that come by an edge, as the configuration has it."""
    convention = Convention[config.convention.upper()] if config.convention else None
    return PhoneSource(edge, convention, config.hold_s)


def _laying(config: PhoneConfig) -> tuple[str, ...]:
    return () if config.convention else (_FACE_UP,)


def _trusting(config: PhoneConfig) -> tuple[str, ...]:
    if not config.network:
        return ()
    port = PORT if config.port is None else config.port
    where = f"https://{own_address()}:{port}{CERTIFICATE}"
    return (f"Install the certificate from {where} on the phone, and trust it there.",)


def _host(config: PhoneConfig) -> str:
    return ANYWHERE if config.network else HERE


def _plain_address(config: PhoneConfig, port: int) -> str:
    return f"{own_address() if config.network else HERE}:{port}"


def _phone_s(config: PhoneConfig) -> str:
    if not config.address:
        raise UsageError(f"{config.app} runs on the phone; give the phone's --address")
    return config.address


def own_address() -> str:
    addresses = network_addresses()
    if not addresses:
        raise UsageError("this machine is in no network; connect it, or leave --network out")
    return addresses[0]


def certificate_of(folder: Path) -> "Certificate":
    """Returns the certificate of this machine, by all its names; it is kept in a folder.

    Raises:
        DataError: it cannot be kept.
    """
    from recorder.phone.certificate import make_certificate  # noqa: PLC0415 - takes 8 MB

    return make_certificate(folder, (*host_names(), *network_addresses(), HERE))


def _token(folder: Path) -> str:
    """Returns the token that addresses carry; it stays the same, so that they do too."""
    path = folder / "token"
    try:
        if not path.exists():
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
            with os.fdopen(os.open(path, flags, 0o600), "w") as file:
                file.write(new_token())
        token = path.read_text().strip()
    except OSError as error:
        raise DataError(path, f"the token cannot be kept: {error.strerror}") from error
    if len(token) < 16:
        raise DataError(path, "holds no token; remove the file to make one")
    return token
