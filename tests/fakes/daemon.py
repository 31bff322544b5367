"""The real daemon in a process of its own, with a folder and a simulated athlete of its own."""

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.fakes.ports import free_port
from tests.fakes.waiting import PATIENCE_S


class _OverUnix(http.client.HTTPConnection):
    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=PATIENCE_S)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(PATIENCE_S)
        self.sock.connect(str(self._path))


class RunningDaemon:
    """A daemon that has said it is ready.

    Args:
        folder: of its configuration, socket and sessions.
        more: lines of its configuration.

    Attributes:
        config: its configuration's path.
        sessions: where its recordings go.
        port: of its pages.
        told: what it has told the service manager.
    """

    def __init__(self, folder: Path, more: str = "") -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.config = folder / "config.yaml"
        self.sessions = folder / "sessions"
        self.socket = folder / "control.sock"
        self.port = free_port()
        self.config.write_text(
            f"source: sim\nsessions: {self.sessions}\nhistory: {folder / 'history.sqlite3'}\n"
            f"service:\n  socket: {self.socket}\n  port: {self.port}\n"
            f"  folder: {folder / 'service'}\n{more}"
        )
        self._notify = folder / "notify"
        self.told: list[str] = []
        self.process = self._started()

    def ask(self, method: str, path: str, body: object = None) -> tuple[int, Any]:
        """Returns the status and the JSON of an answer."""
        connection = _OverUnix(self.socket)
        try:
            headers = {"Content-Type": "application/json"}
            connection.request(method, path, json.dumps(body or {}), headers)
            reply = connection.getresponse()
            return reply.status, json.loads(reply.read())
        finally:
            connection.close()

    def fetch(self, path: str) -> tuple[http.client.HTTPMessage, str]:
        """Returns the head and the text of what is there to be shown or saved."""
        connection = _OverUnix(self.socket)
        try:
            connection.request("GET", path)
            reply = connection.getresponse()
            assert reply.status == 200, reply.status
            return reply.headers, reply.read().decode()
        finally:
            connection.close()

    def mode(self) -> str:
        return str(self.ask("GET", "/api/status")[1]["mode"])

    def becomes(self, mode: str) -> None:
        """Returns once the daemon is in a mode; fails after a while."""
        end_s = time.monotonic() + PATIENCE_S
        while self.mode() != mode:
            assert time.monotonic() < end_s, f"the daemon did not become {mode}"
            time.sleep(0.02)

    def hears(self, word: str) -> str:
        """Returns what the daemon tells the service manager, once it holds a word."""
        end_s = time.monotonic() + PATIENCE_S
        while not any(word in message for message in self.told):
            assert time.monotonic() < end_s, f"no '{word}' among {self.told}"
            with contextlib.suppress(TimeoutError):
                self.told.append(self._manager.recv(4096).decode())
        return next(message for message in self.told if word in message)

    def end(self, number: int = signal.SIGTERM) -> str:
        """Ends it and returns what it had logged."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        log, _ = self.process.communicate(timeout=PATIENCE_S)
        self._manager.close()
        return log

    def restart(self) -> None:
        """Starts another one in the same place."""
        self.told.clear()
        self.process = self._started()

    def _started(self) -> "subprocess.Popen[str]":
        self._notify.unlink(missing_ok=True)
        self._manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._manager.bind(str(self._notify))
        self._manager.settimeout(0.1)
        process = subprocess.Popen(
            [sys.executable, "-m", "exermoted", "run", "--config", str(self.config)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=os.environ | {"NOTIFY_SOCKET": str(self._notify), "WATCHDOG_USEC": "3000000"},
        )
        self.process = process
        self.hears("READY=1")
        return process


@contextlib.contextmanager
def running(folder: Path, more: str = "") -> Iterator[RunningDaemon]:
    daemon = RunningDaemon(folder, more)
    try:
        yield daemon
    finally:
        if daemon.process.poll() is None:
            daemon.end(signal.SIGKILL)
