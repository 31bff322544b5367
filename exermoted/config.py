"""The configuration: one YAML file, every value with a default."""

import os
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from recorder.sound.settings import SoundSettings
from sessions.channels import PLACES
from sessions.errors import UsageError

SYSTEM_PATH = Path("/etc/exermoted/config.yaml")


def user_path() -> Path:
    """Returns where a user's own configuration lies."""
    base = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(base) / "exermoted" / "config.yaml"


def data_path() -> Path:
    """Returns where a user's own data lies."""
    base = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(base) / "exermoted"


Sign = Literal["ios", "android"]
PhoneApp = Literal[
    "page",
    "sensor-logger",
    "sensor-logger-mqtt",
    "sensorlog",
    "sensorlog-http",
    "phyphox",
    "sensorserver",
    "hyperimu",
]


class BrokerConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An MQTT broker that Sensor Logger publishes to."""

    host: str = "127.0.0.1"
    port: int = 1883
    topic: str = "sensor-logger"
    username: str | None = None
    password: str | None = None
    tls: bool = False


class PhoneConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How a phone's motion comes.

    Attributes:
        app: what runs on the phone: the program's own page, or an app.
        network: whether to listen on the network and not on this machine alone.
        port: that we listen on, or the app does; None for the usual one.
        address: the phone's own, of an app that is the server or that can show no token.
        convention: the sign of acceleration, of a page or an app that leaves it open; None to
            find it by laying the phone face up.
        hold_s: how long a reading is held back so that one overtaken on its way finds its place.
        sensors: what HyperIMU's settings list, in their order.
        broker: that Sensor Logger publishes to.
        folder: keeps the certificate and the token.
    """

    app: PhoneApp = "page"
    network: bool = False
    port: int | None = None
    address: str | None = None
    convention: Sign | None = None
    hold_s: float = 0.0
    sensors: tuple[str, ...] = ("accelerometer", "gyroscope")
    broker: BrokerConfig = BrokerConfig()
    folder: Path = msgspec.field(default_factory=lambda: data_path() / "phone")


class Bluetooth(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How Bluetooth sensors are listened to.

    Attributes:
        adapter: as hci0; None is the first one that is on.
        scan: the mode of scanning; auto tries all of them at each start.
    """

    adapter: str | None = None
    scan: Literal["auto", "active", "active-duplicates", "passive"] = "auto"


class ServiceConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How the daemon is reached.

    Attributes:
        network: whether the network reaches it, encrypted and after pairing, and not this
            machine alone.
        port: of the dashboard, the API and the phone's page.
        socket: where the command line finds it; None for the usual place.
        folder: keeps what was paired.
    """

    network: bool = False
    port: Annotated[int, msgspec.Meta(ge=0, le=65535)] = 8443
    socket: Path | None = None
    folder: Path = msgspec.field(default_factory=lambda: data_path() / "service")


Topics = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*$")]
Port = Annotated[int, msgspec.Meta(ge=1, le=65535)]


class MqttConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The broker that the daemon tells what happens and takes orders from.

    Attributes:
        host: where it is; None for no broker.
        port: 1883 by default, with TLS 8883.
        username: what it knows us by.
        password: of that; better kept in a file.
        password_file: holds the password.
        tls: whether to encrypt, and to check the broker's certificate.
        ca: the authority that vouches for it, in PEM; those of the system by default.
        base: of all topics, and the device's name in Home Assistant.
        discovery: the prefix that Home Assistant looks for devices at; None to be no device.
    """

    host: str | None = None
    port: Port | None = None
    username: str | None = None
    password: str | None = None
    password_file: Path | None = None
    tls: bool = False
    ca: Path | None = None
    base: Topics = "exermoted"
    discovery: Topics | None = "homeassistant"


class UploadConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where finished sessions are uploaded to.

    Attributes:
        remote: rclone's name of the place, as cloud:exermoted; None to upload nothing.
        rclone: the program.
        config: rclone's own configuration; its usual one by default.
        queue: folder that keeps what is still to be uploaded.
    """

    remote: str | None = None
    rclone: str = "rclone"
    config: Path | None = None
    queue: Path = msgspec.field(default_factory=lambda: data_path() / "upload")


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a configuration file may say.

    Attributes:
        source: where samples come from when a command does not say: ble, phone, sim or
            replay:PATH, several with commas.
        sessions: folder that recordings go to.
        history: database of sets and repetitions.
        exercises: YAML file of the user's own exercises.
        model: the model that `live` uses: a folder, or the name of a packaged one.
        sensors: by place, the identifier of the Nearable worn there, or KIND:IDENTIFIER.
        bluetooth: how they are listened to.
        phone: how a phone's motion comes.
        sound: what cues are heard from, and in which language.
        service: how the daemon is reached.
        mqtt: the broker that the daemon speaks with, if any.
        upload: where finished sessions are uploaded to, if anywhere.
    """

    source: str | None = None
    sessions: Path = msgspec.field(default_factory=lambda: data_path() / "sessions")
    history: Path = msgspec.field(default_factory=lambda: data_path() / "history.sqlite3")
    exercises: Path | None = None
    model: str = "packaged"
    sensors: dict[Literal[PLACES], str] = {}  # type: ignore[valid-type] # the places, as data
    bluetooth: Bluetooth = Bluetooth()
    phone: PhoneConfig = msgspec.field(default_factory=PhoneConfig)
    sound: SoundSettings = SoundSettings()
    service: ServiceConfig = msgspec.field(default_factory=ServiceConfig)
    mqtt: MqttConfig = MqttConfig()
    upload: UploadConfig = msgspec.field(default_factory=UploadConfig)


def config_path(path: Path | None = None) -> Path | None:
    """Returns the file given, or else the user's, or else the system's, if there is one."""
    return path or next((p for p in (user_path(), SYSTEM_PATH) if _is_there(p)), None)


def _is_there(path: Path) -> bool:
    """Whether there is such a file; one in a folder that is closed to us is nobody's we know."""
    try:
        return path.is_file()
    except PermissionError:
        return False


def load_config(path: Path | None = None) -> Config:
    """Reads the file given, or else the user's, or else the system's, or else takes defaults.

    Relative paths in a file are relative to its folder.

    Raises:
        UsageError: the file given is not there, or one says something impossible.
    """
    found = config_path(path)
    if found is None:
        return Config()
    try:
        said = msgspec.yaml.decode(found.read_bytes(), type=Config | None, dec_hook=_path)
        return _anchored(said or Config(), found.parent)
    except OSError as error:
        raise UsageError(f"{found}: cannot be read: {error.strerror}") from error
    except (msgspec.MsgspecError, ValueError) as error:
        raise UsageError(f"{found}: {error}") from error


def _path(kind: type, value: object) -> Path:
    if kind is Path and isinstance(value, str):
        return _expanded(value)
    raise NotImplementedError(kind)


def _expanded(text: str) -> Path:
    try:
        return Path(text).expanduser()
    except RuntimeError as error:
        raise ValueError(f"there is no home folder for '{text}'") from error


def _anchored(config: Config, base: Path) -> Config:
    return msgspec.structs.replace(
        config,
        sessions=base / config.sessions,
        history=base / config.history,
        exercises=_beside(config.exercises, base),
        phone=msgspec.structs.replace(config.phone, folder=base / config.phone.folder),
        sound=msgspec.structs.replace(config.sound, language=_language(config.sound, base)),
        service=msgspec.structs.replace(
            config.service,
            socket=_beside(config.service.socket, base),
            folder=base / config.service.folder,
        ),
        mqtt=msgspec.structs.replace(
            config.mqtt,
            password_file=_beside(config.mqtt.password_file, base),
            ca=_beside(config.mqtt.ca, base),
        ),
        upload=msgspec.structs.replace(
            config.upload,
            config=_beside(config.upload.config, base),
            queue=base / config.upload.queue,
        ),
    )


def _beside(path: Path | None, base: Path) -> Path | None:
    return None if path is None else base / path


def _language(sound: SoundSettings, base: Path) -> str:
    """Returns a built-in language's code as it is, and the path of a file."""
    own = sound.language.endswith((".yaml", ".yml"))
    return str(base / _expanded(sound.language)) if own else sound.language
