"""What systemd is told, by its notification protocol (sd_notify(3)).

Everything does nothing where no service manager listens, and nothing here waits or raises: a
message that does not get through is one the manager does without.
"""

import contextlib
import os
import socket
import time
from collections.abc import Callable, Mapping

BEATS_PER_PERIOD = 3


class Notifier:
    """Sends the service manager one datagram a message."""

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        self._address = _address(environment.get("NOTIFY_SOCKET", ""))
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) if self._address else None
        if self._socket:
            self._socket.setblocking(False)

    def ready(self, status: str = "") -> None:
        """Says that the start is over, or a reload."""
        self._send("READY=1", *_status(status))

    def status(self, text: str) -> None:
        """Says what `systemctl status` shows."""
        self._send(*_status(text))

    def reloading(self) -> None:
        """Says that the configuration is being read again; `ready` ends it."""
        now_us = time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000
        self._send("RELOADING=1", f"MONOTONIC_USEC={now_us}")

    def stopping(self, status: str = "") -> None:
        """Says that the end has begun."""
        self._send("STOPPING=1", *_status(status))

    def extend(self, seconds: float) -> None:
        """Asks for this long from now, while starting or stopping."""
        self._send(f"EXTEND_TIMEOUT_USEC={int(seconds * 1e6)}")

    def alive(self) -> None:
        """Says that the work goes on; see `Heart`."""
        self._send("WATCHDOG=1")

    def close(self) -> None:
        if self._socket:
            self._socket.close()

    def _send(self, *lines: str) -> None:
        if self._socket is None:
            return
        with contextlib.suppress(OSError):
            self._socket.sendto("\n".join(lines).encode(), self._address)


class Heart:
    """Feeds the service manager's watchdog from the tick, as seldom as is safe.

    Args:
        notifier: that beats are told to.
        period_s: without a beat after which we are killed; None where nobody watches.
        clock: monotonic, in seconds.
    """

    def __init__(
        self,
        notifier: Notifier,
        period_s: float | None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._notifier = notifier
        self._interval_s = period_s / BEATS_PER_PERIOD if period_s else None
        self._clock = clock
        self._due_s = clock()

    def beat(self) -> None:
        """Says that we live, at most every third of the period; call it as often as you like."""
        if self._interval_s is None or (now_s := self._clock()) < self._due_s:
            return
        self._due_s = now_s + self._interval_s
        self._notifier.alive()


def watchdog_period_s(environment: Mapping[str, str] = os.environ) -> float | None:
    """Returns how long we may be silent before we are killed; None where nobody watches us."""
    if environment.get("WATCHDOG_PID", str(os.getpid())) != str(os.getpid()):
        return None
    period_us = environment.get("WATCHDOG_USEC", "")
    return int(period_us) / 1e6 if period_us.isdecimal() and int(period_us) else None


def _address(text: str) -> str:
    """Returns a socket's address: a path as it is, an abstract name with its leading zero."""
    if text.startswith("@"):
        return "\0" + text[1:]
    return text if text.startswith("/") else ""


def _status(text: str) -> tuple[str, ...]:
    return (f"STATUS={' '.join(text.split())}",) if text else ()
