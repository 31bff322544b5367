"""The configuration: one YAML file, every value with a default."""

import os
from pathlib import Path
from typing import Literal

import msgspec

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


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a configuration file may say.

    Attributes:
        source: where samples come from when a command does not say: ble, phone, sim or
            replay:PATH, several with commas.
        sessions: folder that recordings go to.
        exercises: YAML file of the user's own exercises.
        model: the model that `live` uses: a folder, or the name of a packaged one.
        sensors: by place, the identifier of the Nearable worn there.
    """

    source: str | None = None
    sessions: Path = msgspec.field(default_factory=lambda: data_path() / "sessions")
    exercises: Path | None = None
    model: str = "packaged"
    sensors: dict[Literal[PLACES], str] = {}  # type: ignore[valid-type] # the places, as data


def load_config(path: Path | None = None) -> Config:
    """Reads the file given, or else the user's, or else the system's, or else takes defaults.

    Relative paths in a file are relative to its folder.

    Raises:
        UsageError: the file given is not there, or one says something impossible.
    """
    found = path or next((p for p in (user_path(), SYSTEM_PATH) if p.is_file()), None)
    if found is None:
        return Config()
    try:
        config = msgspec.yaml.decode(found.read_bytes() or b"{}", type=Config, dec_hook=_path)
    except OSError as error:
        raise UsageError(f"{found}: cannot be read: {error.strerror}") from error
    except msgspec.MsgspecError as error:
        raise UsageError(f"{found}: {error}") from error
    return _anchored(config, found.parent)


def _path(kind: type, value: object) -> Path:
    if kind is Path and isinstance(value, str):
        return Path(value).expanduser()
    raise NotImplementedError(kind)


def _anchored(config: Config, base: Path) -> Config:
    return msgspec.structs.replace(
        config,
        sessions=base / config.sessions,
        exercises=base / config.exercises if config.exercises else None,
    )
