import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from exermoted.config import load_config
from exermoted.doctor.service import check_service
from sessions.folder import PARTIAL_NAME, read_session
from sessions.info import read_info
from tests.fakes.daemon import RunningDaemon, running

ADA = {"subject": "Ada", "duration_s": 60, "seed": 7, "quiet": True}


@pytest.fixture
def daemon(tmp_path: Path) -> Iterator[RunningDaemon]:
    with running(tmp_path / "daemon") as started:
        yield started


def only_session(daemon: RunningDaemon) -> Path:
    (folder,) = daemon.sessions.iterdir()
    return folder


def recorded_some(daemon: RunningDaemon) -> Path:
    assert daemon.ask("POST", "/api/record", ADA)[0] == 202
    folder = only_session(daemon)
    while (folder / PARTIAL_NAME).stat().st_size < 3000:
        time.sleep(0.05)
    return folder


def test_it_tells_systemd_that_it_is_ready_lives_and_ends(daemon: RunningDaemon) -> None:
    assert daemon.hears("WATCHDOG=1")
    recorded_some(daemon)
    assert "recording Ada since" in daemon.hears("phone")
    daemon.told.clear()
    assert daemon.hears("WATCHDOG=1"), "the ticks of a recording feed the watchdog"
    daemon.process.send_signal(signal.SIGTERM)
    assert daemon.hears("STOPPING=1")
    assert daemon.hears("EXTEND_TIMEOUT_USEC=120000000")
    daemon.end()
    assert daemon.process.returncode == 0


def test_a_recording_is_closed_when_the_daemon_is_ended(daemon: RunningDaemon) -> None:
    folder = recorded_some(daemon)
    daemon.end(signal.SIGTERM)
    info = read_info(folder)
    assert info.state == "interrupted"
    assert len(read_session(folder).frames) == info.frames > 0


def test_what_is_still_starting_is_given_up_when_the_daemon_is_ended(
    daemon: RunningDaemon,
) -> None:
    long = ADA | {"duration_s": 3600}  # a simulated athlete of an hour takes its time to begin
    with ThreadPoolExecutor() as pool:
        asked = pool.submit(daemon.ask, "POST", "/api/record", long)
        daemon.becomes("starting")
        log = daemon.end(signal.SIGTERM)
        assert asked.result()[0] == 202
    assert daemon.process.returncode == 0
    assert "record ended: interrupted, 0 frames" in log
    assert not daemon.sessions.exists()


def test_a_recording_survives_kill_9_and_is_closed_at_the_next_start(
    daemon: RunningDaemon,
) -> None:
    folder = recorded_some(daemon)
    daemon.end(signal.SIGKILL)
    daemon.restart()
    assert read_info(folder).state == "recovered"
    assert len(read_session(folder).frames) > 0
    assert daemon.mode() == "idle"
    assert "which had no end" in daemon.end()


def test_the_configuration_is_read_again_once_nothing_runs(daemon: RunningDaemon) -> None:
    recorded_some(daemon)
    daemon.config.write_text(daemon.config.read_text().replace("source: sim", "source: ble"))
    os.kill(daemon.process.pid, signal.SIGHUP)
    assert daemon.ask("POST", "/api/stop")[0] == 200
    assert daemon.hears("RELOADING=1")
    status, said = daemon.ask("POST", "/api/record", ADA)
    assert (status, "no Bluetooth sensors are configured" in said["error"]) == (400, True)


def test_what_is_opened_at_the_start_stays_until_the_next_one(daemon: RunningDaemon) -> None:
    elsewhere = daemon.sessions.parent / "elsewhere"
    said = daemon.config.read_text().replace(
        f"sessions: {daemon.sessions}", f"sessions: {elsewhere}"
    )
    daemon.config.write_text(said)
    os.kill(daemon.process.pid, signal.SIGHUP)
    assert daemon.hears("RELOADING=1")
    folder = recorded_some(daemon)
    assert "what it says of sessions is followed from the next start" in daemon.end()
    assert read_info(folder).state == "interrupted"
    daemon.restart()
    daemon.ask("POST", "/api/record", ADA)
    assert len(list(elsewhere.iterdir())) == 1


def test_a_configuration_that_is_none_changes_nothing(daemon: RunningDaemon) -> None:
    daemon.config.write_text("source: [")
    os.kill(daemon.process.pid, signal.SIGHUP)
    assert daemon.hears("RELOADING=1")
    assert daemon.ask("POST", "/api/record", ADA)[0] == 202
    daemon.ask("POST", "/api/stop")
    assert "the configuration stays as it was" in daemon.end()


def test_two_daemons_do_not_share_a_socket(daemon: RunningDaemon) -> None:
    second = subprocess.run(
        [sys.executable, "-m", "exermoted", "run", "--config", str(daemon.config)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert second.returncode == 1
    assert "another exermoted listens at" in second.stderr
    assert daemon.mode() == "idle"


def test_its_socket_is_for_its_user_and_group_alone(daemon: RunningDaemon) -> None:
    assert daemon.socket.stat().st_mode & 0o777 == 0o660


def test_the_doctor_says_whether_it_runs(daemon: RunningDaemon) -> None:
    config = load_config(daemon.config)
    assert f"the daemon answers at {daemon.socket}" in check_service(config).found
    daemon.end()
    assert "the daemon does not run" in check_service(config).found
