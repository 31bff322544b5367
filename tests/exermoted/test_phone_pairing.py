"""Pairing from the command line, with the real daemon and without it."""

import json
import ssl
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from exermoted.cli import run
from exermoted.control.devices import Devices
from tests.fakes.daemon import RunningDaemon, running
from tests.fakes.waiting import PATIENCE_S

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def daemon(tmp_path: Path) -> Iterator[RunningDaemon]:
    network = f"  network: true\nphone:\n  folder: {tmp_path / 'phone'}\n"
    with running(tmp_path / "daemon", network) as ready:
        yield ready


def stored(config: Path) -> Devices:
    return Devices(config.parent / "service" / "devices.json")


def from_the_network(
    daemon: RunningDaemon, path: str, token: str = "", body: object = None
) -> tuple[int, Any]:
    """Asks by TLS, with the certificate checked."""
    trusting = ssl.create_default_context(
        cafile=daemon.config.parent.parent / "phone" / "authority.pem"
    )
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"https://127.0.0.1:{daemon.port}{path}", data, headers)
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE_S, context=trusting) as said:
            return said.status, json.loads(said.read() or b"null")
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.loads(error.read())


def test_a_phone_is_paired_listed_and_revoked(daemon: RunningDaemon, capsys: Capture) -> None:
    where = ("--config", str(daemon.config))
    assert run(["phone", "pair", "--json", *where]) == 0
    invitation = json.loads(capsys.readouterr().out)
    assert invitation["address"].endswith(f":{daemon.port}/pair#{invitation['secret']}")
    assert len(invitation["fingerprint"]) == 95

    assert from_the_network(daemon, "/api/status")[0] == 401
    order = {"secret": invitation["secret"], "name": "[red]Ada's\nphone"}
    code, paired = from_the_network(daemon, "/api/pair", body=order)
    assert code == 200
    assert from_the_network(daemon, "/api/status", paired["token"])[0] == 200

    assert run(["phone", "list", *where]) == 0
    assert "[red]Ada's" in capsys.readouterr().out
    assert run(["phone", "revoke", "[red]Ada's phone", *where]) == 0
    assert paired["device"]["id"] in capsys.readouterr().out
    assert from_the_network(daemon, "/api/status", paired["token"])[0] == 401


def test_a_person_is_told_what_to_do(daemon: RunningDaemon, capsys: Capture) -> None:
    assert run(["phone", "pair", "--config", str(daemon.config)]) == 0
    told = capsys.readouterr().out
    assert "within 10 minutes, once" in told
    assert "SHA-256" in told


def test_an_app_is_paired_for_pushing_alone(daemon: RunningDaemon, capsys: Capture) -> None:
    where = ("--config", str(daemon.config))
    assert run(["phone", "pair", "--app", "sensor-logger", "--json", *where]) == 0
    address = json.loads(capsys.readouterr().out)["address"]
    path = "/phone/" + address.partition("/phone/")[2]
    entry = {"name": "accelerometer", "time": 10**18, "values": {"x": 0, "y": 0, "z": 1}}
    push = {"messageId": 0, "sessionId": "run", "deviceId": "phone", "payload": [entry]}
    assert from_the_network(daemon, path, body=push)[0] == 200
    assert from_the_network(daemon, "/api/status", path.partition("=")[2])[0] == 403


def test_without_a_daemon_they_are_listed_and_revoked_in_the_file(
    daemon: RunningDaemon, capsys: Capture
) -> None:
    daemon.end()
    phone, token = stored(daemon.config).pair("phone")
    where = ("--config", str(daemon.config))
    assert run(["phone", "list", "--json", *where]) == 0
    assert json.loads(capsys.readouterr().out)[0]["id"] == phone.id
    assert run(["phone", "revoke", phone.id, *where]) == 0
    assert stored(daemon.config).device_of(token) is None
    assert run(["phone", "pair", *where]) == 1
    assert "exermoted run" in capsys.readouterr().err


def test_a_damaged_file_is_one_line_and_does_not_keep_the_daemon_from_running(
    daemon: RunningDaemon, capsys: Capture
) -> None:
    daemon.end()
    phone, _ = stored(daemon.config).pair("phone")
    (daemon.config.parent / "service" / "devices.json").write_text("{")
    assert run(["phone", "list", "--config", str(daemon.config)]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert "devices.json: holds no paired devices" in line
    daemon.restart()
    assert daemon.ask("GET", "/api/devices") == (200, [])
    assert daemon.ask("DELETE", f"/api/devices/{phone.id}")[0] == 404
    assert "devices.json: holds no paired devices" in daemon.end()


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "config.yaml"
    path.write_text("service: {socket: control.sock, folder: service}")
    return path


def test_a_name_that_is_no_ones_or_several_ones_is_told(config: Path, capsys: Capture) -> None:
    devices = stored(config)
    devices.pair("phone")
    devices.pair("phone")
    for name, said in (("phone", "several devices are"), ("tablet", "no device is")):
        assert run(["phone", "revoke", name, "--config", str(config)]) == 2
        assert f"{said} called '{name}'" in capsys.readouterr().err


def test_without_the_network_there_is_nothing_to_pair(tmp_path: Path, capsys: Capture) -> None:
    with running(tmp_path / "daemon") as daemon:
        assert run(["phone", "pair", "--config", str(daemon.config)]) == 1
    assert "network" in capsys.readouterr().err
