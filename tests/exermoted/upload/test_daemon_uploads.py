"""The real daemon and a real remote."""

import asyncio
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sessions.folder import FRAMES_NAME, PARTIAL_NAME
from tests.fakes.daemon import RunningDaemon, running
from tests.fakes.waiting import until
from tests.fakes.webdav import FakeCloud

ADA = {"subject": "Ada", "duration_s": 60, "seed": 7, "quiet": True}


@pytest.fixture
def daemon(tmp_path: Path, cloud: FakeCloud) -> Iterator[RunningDaemon]:
    config = cloud.config()
    upload = f"upload: {{remote: {config.remote}, config: {config.config}, queue: {config.queue}}}"
    with running(tmp_path / "daemon", f"{upload}\n") as started:
        yield started


def only_session(daemon: RunningDaemon) -> Path:
    (folder,) = daemon.sessions.iterdir()
    return folder


def test_a_recording_is_uploaded_when_it_ends(daemon: RunningDaemon, cloud: FakeCloud) -> None:
    cloud.start()
    assert daemon.ask("POST", "/api/record", ADA | {"speed": 20})[0] == 202
    folder = only_session(daemon)
    asyncio.run(until(lambda: (folder / FRAMES_NAME).exists() and cloud.arrived(folder)))


def test_a_recording_that_a_crash_ended_is_uploaded_after_the_next_start(
    daemon: RunningDaemon, cloud: FakeCloud
) -> None:
    cloud.start()
    assert daemon.ask("POST", "/api/record", ADA)[0] == 202
    folder = only_session(daemon)
    while (folder / PARTIAL_NAME).stat().st_size < 3000:
        time.sleep(0.05)
    daemon.end(signal.SIGKILL)
    daemon.restart()
    asyncio.run(until(lambda: (folder / FRAMES_NAME).exists() and cloud.arrived(folder)))
