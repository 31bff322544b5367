"""The real daemon, led by a real broker."""

import json
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from sessions.folder import read_session
from tests.fakes.broker import PASSWORD, USERNAME, FakeBroker, Watcher, watching
from tests.fakes.daemon import RunningDaemon, running
from tests.fakes.waiting import finish, until

HURRIED = b'{"subject": "Ada", "duration_s": 60, "seed": 7, "speed": 20}'


@pytest.fixture
def daemon(tmp_path: Path, broker: FakeBroker) -> Iterator[RunningDaemon]:
    broker.start()
    (tmp_path / "password").write_text(PASSWORD)
    where = f"host: localhost, port: {broker.port}"
    who = f"username: {USERNAME}, password_file: {tmp_path / 'password'}"
    with running(tmp_path / "daemon", f"mqtt: {{{where}, {who}}}\n") as started:
        yield started


@asynccontextmanager
async def watched(broker: FakeBroker) -> AsyncIterator[Watcher]:
    """Another client, once it has seen that the daemon is there."""
    async with watching(broker) as watcher:
        await until(lambda: watcher.latest.get("exermoted/availability") == "online")
        yield watcher


def events(watcher: Watcher, name: str) -> list[dict[str, object]]:
    return [json.loads(payload) for payload in watcher.payloads(f"exermoted/event/{name}")]


def test_a_recording_is_started_by_mqtt(daemon: RunningDaemon, broker: FakeBroker) -> None:
    async def test() -> None:
        async with watched(broker) as watcher:
            await watcher.client.publish("exermoted/command/record", HURRIED, 1)
            await until(lambda: len(events(watcher, "session")) == 2)
            modes = [json.loads(s)["mode"] for s in watcher.payloads("exermoted/state")]
            assert "recording" in modes
            assert events(watcher, "repetition")
            started, ended = events(watcher, "session")
            assert (started["event_type"], ended["result"]) == ("started", "complete")
            assert len(read_session(daemon.sessions / str(ended["session"])).frames) == 600

    finish(test())


def test_counting_is_started_and_stopped_by_mqtt(daemon: RunningDaemon, broker: FakeBroker) -> None:
    async def test() -> None:
        async with watched(broker) as watcher:
            order = b'{"source": "sim", "duration_s": 120, "seed": 7, "speed": 10}'
            await watcher.client.publish("exermoted/command/live", order, 1)
            await until(lambda: events(watcher, "repetition"))
            assert events(watcher, "repetition")[0]["kind"] == "live"
            await watcher.client.publish("exermoted/command/record", b'{"subject": "Ada"}', 1)
            await until(lambda: "exermoted/error" in watcher.latest)
            assert "busy: live since" in watcher.latest["exermoted/error"]
            await watcher.client.publish("exermoted/command/stop", b"", 1)
            await until(lambda: json.loads(watcher.latest["exermoted/state"])["mode"] == "idle")
            assert daemon.mode() == "idle"

    finish(test())


def test_a_daemon_that_dies_leaves_its_will(daemon: RunningDaemon, broker: FakeBroker) -> None:
    async def test() -> None:
        async with watched(broker) as watcher:
            daemon.end(signal.SIGKILL)
            await until(lambda: watcher.latest["exermoted/availability"] == "offline")

    finish(test())
