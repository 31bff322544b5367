"""A mosquitto of one's own, with a password and TLS if wanted, that may be killed and come back."""

import asyncio
import contextlib
import shutil
import signal
import subprocess
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import aiomqtt
import pytest

from recorder.phone.certificate import Certificate, make_certificate
from tests.fakes.ports import await_port, free_port

MOSQUITTO = shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")
USERNAME, PASSWORD = "ada", "difference engine"


class FakeBroker:
    """A broker on loopback; everybody needs the password.

    Args:
        folder: for its files.
        tls: whether it is encrypted, vouched for by an authority of its own.
    """

    def __init__(self, folder: Path, *, tls: bool = False) -> None:
        if MOSQUITTO is None:
            pytest.skip("mosquitto is not installed (apt install mosquitto)")
        self._config = folder / "mosquitto.conf"
        self._certificate = make_certificate(folder / "tls", ["localhost"]) if tls else None
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self._write(folder)

    @property
    def ca(self) -> Path | None:
        return self._certificate.authority if self._certificate else None

    def start(self) -> None:
        assert MOSQUITTO
        command = [MOSQUITTO, "-c", str(self._config)]
        self._process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        await_port(self.port)

    def kill(self) -> None:
        """Ends it as a crash does; does nothing where it does not run."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def hang(self) -> None:
        """Lets it do nothing, connections and all, until it may go on."""
        assert self._process
        self._process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        assert self._process
        self._process.send_signal(signal.SIGCONT)

    def _write(self, folder: Path) -> None:
        passwords = folder / "passwords"
        command = ("mosquitto_passwd", "-b", "-c", str(passwords), USERNAME, PASSWORD)
        subprocess.run(command, check=True, capture_output=True)
        passwords.chmod(0o644)  # mosquitto may not run as the one who starts it
        lines = [
            f"listener {self.port} 127.0.0.1",
            "allow_anonymous false",
            f"password_file {passwords}",
            "persistence false",
            "user root",
            *_tls_lines(self._certificate),
        ]
        self._config.write_text("\n".join(lines) + "\n")


def _tls_lines(certificate: Certificate | None) -> list[str]:
    if certificate is None:
        return []
    return [f"certfile {certificate.server}", f"keyfile {certificate.key}"]


@dataclass
class Watcher:
    """Another client of the broker, as Home Assistant is one.

    Attributes:
        latest: by topic, what was published last.
        seen: every topic and payload, in order.
        retained: topics whose payload the broker had kept.
    """

    client: aiomqtt.Client
    latest: dict[str, str] = field(default_factory=dict)
    seen: list[tuple[str, str]] = field(default_factory=list)
    retained: set[str] = field(default_factory=set)

    def payloads(self, topic: str) -> list[str]:
        return [payload for name, payload in self.seen if name == topic]

    async def watch(self) -> None:
        async for message in self.client.messages:
            assert isinstance(message.payload, bytes)
            name, payload = message.topic.value, message.payload.decode(errors="replace")
            self.latest[name] = payload
            self.seen.append((name, payload))
            if message.retain:
                self.retained.add(name)


@contextlib.asynccontextmanager
async def watching(broker: FakeBroker, topic: str = "#") -> AsyncIterator[Watcher]:
    """Watches a broker for as long as the context."""
    tls = aiomqtt.TLSParameters(ca_certs=str(broker.ca)) if broker.ca else None
    async with aiomqtt.Client(
        "localhost", broker.port, username=USERNAME, password=PASSWORD, tls_params=tls
    ) as client:
        watcher = Watcher(client)
        await client.subscribe(topic, 1)
        task = asyncio.create_task(watcher.watch())
        yield watcher
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError, aiomqtt.MqttError):
            await task
