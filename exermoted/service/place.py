"""Where the daemon's socket is, for itself and for those who look for it."""

import os
import socket
from pathlib import Path

from exermoted.config import Config, data_path
from sessions.errors import SourceError

SYSTEM_SOCKET = Path("/run/exermoted/control.sock")


def own_socket(config: Config) -> Path:
    """Returns where the daemon listens: as configured, in its runtime folder, or the user's."""
    if config.service.socket is not None:
        return config.service.socket
    given = os.environ.get("RUNTIME_DIRECTORY")  # of a systemd unit
    return Path(given) / SYSTEM_SOCKET.name if given else _users_socket()


def find_daemon(config: Config) -> Path | None:
    """Returns the socket of a daemon that answers: as configured, the user's, or the system's."""
    if config.service.socket is not None:
        places = [config.service.socket]
    else:
        places = [_users_socket(), SYSTEM_SOCKET]
    return next((path for path in places if answers(path)), None)


def the_daemon(config: Config) -> Path:
    """Returns the socket of a daemon that answers, as `find_daemon` does.

    Raises:
        SourceError: none does.
    """
    found = find_daemon(config)
    if found is None:
        raise SourceError(
            "no daemon answers; 'sudo systemctl start exermoted' starts it, or 'exermoted run'"
        )
    return found


def answers(path: Path) -> bool:
    """Whether somebody listens on a Unix socket."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(1.0)
        try:
            probe.connect(str(path))
        except OSError:
            return False
    return True


def _users_socket() -> Path:
    base = os.environ.get("XDG_RUNTIME_DIR")
    return (Path(base) / "exermoted" if base else data_path()) / SYSTEM_SOCKET.name
