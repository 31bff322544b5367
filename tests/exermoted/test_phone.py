import json
import socket
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from exermoted.cli import run
from sessions.info import read_info
from sessions.load import find_recordings
from tests.fakes.waiting import PATIENCE_S

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def push(port: int) -> None:
    """Sends what Sensor Logger sends, as soon as somebody listens."""
    for number in range(100):
        entry = {"name": "accelerometer", "time": number * 10**7, "values": dict.fromkeys("xyz", 1)}
        body = {"messageId": 0, "sessionId": "run", "deviceId": "my phone", "payload": [entry]}
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/sensor-logger",
            json.dumps(body).encode(),
            {"Content-Type": "application/json"},
        )
        try:
            urllib.request.urlopen(request, timeout=PATIENCE_S).close()
        except urllib.error.URLError:
            time.sleep(0.05)


def test_it_shows_the_address_and_what_arrives(port: int, capsys: Capture) -> None:
    sending = threading.Thread(target=push, args=[port])
    sending.start()
    options = ("--app", "sensor-logger", "--convention", "android", "--port", str(port))
    assert run(["phone", *options, "--duration", "2.2s", "--json"]) == 0
    sending.join()
    invitation, *states = map(json.loads, capsys.readouterr().out.splitlines())
    assert invitation["address"] == f"http://127.0.0.1:{port}/sensor-logger"
    assert invitation["steps"]
    assert states[-1]["device"] == "my phone"
    assert states[-1]["channels"]["acceleration"] == "as it arrives"
    assert states[-1]["convention"] == "android"


def test_a_workout_is_recorded_from_the_phone(port: int, tmp_path: Path) -> None:
    config = tmp_path / "config.yaml"
    config.write_text(f"phone: {{app: sensor-logger, port: {port}, convention: android}}")
    sending = threading.Thread(target=push, args=[port])
    sending.start()
    options = ("--subject", "Ada", "--source", "phone", "--duration", "2s", "--out", str(tmp_path))
    assert run(["record", *options, "--config", str(config)]) == 0
    sending.join()
    (folder,) = find_recordings(tmp_path)
    info = read_info(folder)
    assert info.streams["phone"].samples > 5
    assert any("it is there" in note for note in info.notes)


def test_elsewhere_than_on_a_terminal_it_prints_plain_lines(port: int, capsys: Capture) -> None:
    assert run(["phone", "--port", str(port), "--duration", "0.5s"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"http://127.0.0.1:{port}/"
    assert lines[1].startswith("1. ")


def test_a_port_that_is_taken_is_an_error_in_one_line(port: int, capsys: Capture) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        assert run(["phone", "--port", str(port)]) == 1
    assert "cannot listen on" in capsys.readouterr().err


def test_what_is_missing_is_told(capsys: Capture) -> None:
    assert run(["phone", "--app", "phyphox"]) == 2
    assert "--address" in capsys.readouterr().err
