import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from exermoted.service.notify import Heart, Notifier, watchdog_period_s


class Manager:
    """The receiving end, as systemd opens it."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(address)
        self._socket.setblocking(False)

    def heard(self) -> list[str]:
        """Returns the lines of the next message; a datagram is there as soon as it is sent."""
        return self._socket.recv(4096).decode().split("\n")

    def hears_nothing(self) -> bool:
        try:
            self.heard()
        except BlockingIOError:
            return True
        return False

    def close(self) -> None:
        self._socket.close()


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[Manager]:
    manager = Manager(str(tmp_path / "notify"))
    yield manager
    manager.close()


@pytest.fixture
def notifier(manager: Manager) -> Iterator[Notifier]:
    notifier = Notifier({"NOTIFY_SOCKET": manager.address})
    yield notifier
    notifier.close()


def test_it_is_ready_with_a_status(manager: Manager, notifier: Notifier) -> None:
    notifier.ready("Idle")
    assert manager.heard() == ["READY=1", "STATUS=Idle"]


def test_it_is_ready_without_one(manager: Manager, notifier: Notifier) -> None:
    notifier.ready()
    assert manager.heard() == ["READY=1"]


def test_a_status_stays_one_line(manager: Manager, notifier: Notifier) -> None:
    notifier.status("Recording Ada\nREADY=1")
    assert manager.heard() == ["STATUS=Recording Ada READY=1"]


def test_a_reload_says_when(manager: Manager, notifier: Notifier) -> None:
    before_us = time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000
    notifier.reloading()
    reloading, moment = manager.heard()
    assert reloading == "RELOADING=1"
    name, _, value = moment.partition("=")
    assert name == "MONOTONIC_USEC"
    assert before_us <= int(value) <= time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000


def test_it_stops_and_asks_for_time(manager: Manager, notifier: Notifier) -> None:
    notifier.stopping("Closing the recording")
    notifier.extend(1.5)
    assert manager.heard() == ["STOPPING=1", "STATUS=Closing the recording"]
    assert manager.heard() == ["EXTEND_TIMEOUT_USEC=1500000"]


def test_an_abstract_socket_works_too() -> None:
    name = f"exermoted-test-{os.getpid()}"
    manager = Manager(f"\0{name}")
    notifier = Notifier({"NOTIFY_SOCKET": f"@{name}"})
    notifier.alive()
    assert manager.heard() == ["WATCHDOG=1"]
    notifier.close()
    manager.close()


@pytest.mark.parametrize("environment", [{}, {"NOTIFY_SOCKET": ""}, {"NOTIFY_SOCKET": "vsock:2:9"}])
def test_without_a_manager_nothing_happens(environment: dict[str, str]) -> None:
    notifier = Notifier(environment)
    notifier.ready("Idle")
    notifier.close()


def test_a_manager_that_is_gone_does_no_harm(manager: Manager, notifier: Notifier) -> None:
    manager.close()
    notifier.alive()


def test_a_manager_that_does_not_read_is_not_waited_for(
    manager: Manager, notifier: Notifier
) -> None:
    for _ in range(10_000):
        notifier.alive()
    assert manager.heard() == ["WATCHDOG=1"]


def test_a_heart_beats_three_times_a_period(manager: Manager, notifier: Notifier) -> None:
    now_s = 100.0
    heart = Heart(notifier, period_s=30.0, clock=lambda: now_s)
    beats = 0
    for tick in range(600):
        now_s = 100.0 + tick / 10
        heart.beat()
        beats += not manager.hears_nothing()
    assert beats == 6


def test_a_heart_that_nobody_watches_is_silent(manager: Manager, notifier: Notifier) -> None:
    Heart(notifier, period_s=None).beat()
    assert manager.hears_nothing()


def test_the_watchdog_period_is_ours() -> None:
    assert watchdog_period_s({"WATCHDOG_USEC": "30000000"}) == 30.0
    ours = {"WATCHDOG_USEC": "500000", "WATCHDOG_PID": str(os.getpid())}
    assert watchdog_period_s(ours) == 0.5


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"WATCHDOG_USEC": "0"},
        {"WATCHDOG_USEC": "soon"},
        {"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "1"},
    ],
)
def test_nobody_watches_us(environment: dict[str, str]) -> None:
    assert watchdog_period_s(environment) is None
