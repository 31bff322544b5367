"""What the service promises about its safety, each promise tried on the real daemon."""

import http.client
import json
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from exermoted.control.guard import COOKIE, LARGEST_BODY
from recorder.phone.addresses import network_addresses
from sessions.exercises import Exercise
from tests.fakes.daemon import RunningDaemon, running
from tests.fakes.waiting import PATIENCE_S

JSON = {"Content-Type": "application/json"}
UPGRADE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "ZXhlcm1vdGVkLWV4YW1wbA==",
}
EVIL = "https://evil.example"


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDaemon]:
    with running(tmp_path_factory.mktemp("local")) as ready:
        yield ready


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDaemon]:
    folder = tmp_path_factory.mktemp("network")
    more = f"  network: true\nphone:\n  folder: {folder / 'phone'}\n"
    with running(folder / "daemon", more) as ready:
        yield ready


def connection(daemon: RunningDaemon) -> http.client.HTTPConnection:
    """A connection as a browser makes it: plain on loopback, checked TLS on the network."""
    authority = daemon.config.parent.parent / "phone" / "authority.pem"
    if not authority.exists():
        return http.client.HTTPConnection("127.0.0.1", daemon.port, timeout=PATIENCE_S)
    trusting = ssl.create_default_context(cafile=authority)
    return http.client.HTTPSConnection(
        "127.0.0.1", daemon.port, timeout=PATIENCE_S, context=trusting
    )


def ask(
    daemon: RunningDaemon,
    path: str,
    headers: dict[str, str] | None = None,
    method: str = "GET",
    body: object = None,
) -> tuple[int, http.client.HTTPMessage, bytes]:
    open_now = connection(daemon)
    try:
        sent = None if body is None else json.dumps(body)
        open_now.request(method, path, sent, (headers or {}) | (JSON if sent else {}))
        said = open_now.getresponse()
        return said.status, said.headers, b"" if said.status == 101 else said.read()
    finally:
        open_now.close()


def status(daemon: RunningDaemon, path: str, headers: dict[str, str] | None = None) -> int:
    return ask(daemon, path, headers)[0]


def paired(daemon: RunningDaemon) -> dict[str, Any]:
    """Pairs a device in the way that a phone is."""
    code, invitation = daemon.ask("POST", "/api/pairings")
    assert code == 200
    order = {"secret": invitation["secret"], "name": "phone"}
    code, _, said = ask(daemon, "/api/pair", method="POST", body=order)
    assert code == 200
    device: dict[str, Any] = json.loads(said)
    return device


# Loopback and Unix socket by default


def test_by_default_only_this_machine_reaches_it(local: RunningDaemon) -> None:
    assert status(local, "/api/status") == 200
    assert local.socket.stat().st_mode & 0o007 == 0
    for address in network_addresses():
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((address, local.port), timeout=5)


# The network needs TLS and pairing


def test_the_network_hears_nothing_without_tls(network: RunningDaemon) -> None:
    with socket.create_connection(("127.0.0.1", network.port), timeout=PATIENCE_S) as plain:
        plain.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert b"HTTP" not in plain.recv(100)


@pytest.mark.parametrize(
    "path", ["/api/status", "/api/events", "/api/sessions", "/api/openapi.json", "/phone/", "/x"]
)
def test_the_network_needs_a_token_for_everything(network: RunningDaemon, path: str) -> None:
    token = paired(network)["token"]
    assert status(network, path) == 401
    for wrong in ("x", token[:-1], token.upper()):
        assert status(network, path, {"Authorization": f"Bearer {wrong}"}) == 401
        assert status(network, path, {"Cookie": f"{COOKIE}={wrong}"}) == 401
    assert status(network, f"{path}?token={token}") == 401
    assert status(network, path, {"Authorization": f"Bearer {token}"}) != 401


def test_a_revoked_token_is_none(network: RunningDaemon) -> None:
    phone = paired(network)
    headers = {"Authorization": f"Bearer {phone['token']}"}
    assert status(network, "/api/status", headers) == 200
    assert network.ask("DELETE", f"/api/devices/{phone['device']['id']}")[0] == 200
    assert status(network, "/api/status", headers) == 401


def test_what_is_kept_is_no_token(network: RunningDaemon) -> None:
    token = paired(network)["token"]
    kept = network.config.parent / "service" / "devices.json"
    assert kept.stat().st_mode & 0o777 == 0o600
    assert token not in kept.read_text()


def test_nobody_invites_others_from_the_network(network: RunningDaemon) -> None:
    headers = {"Authorization": f"Bearer {paired(network)['token']}"}
    assert ask(network, "/api/pairings", headers, "POST", {})[0] == 403
    assert status(network, "/api/devices", headers) == 403


def test_secrets_are_good_once_and_guessing_is_slowed_down(tmp_path: Path) -> None:
    more = f"  network: true\nphone:\n  folder: {tmp_path / 'phone'}\n"
    with running(tmp_path / "daemon", more) as daemon:
        secret = daemon.ask("POST", "/api/pairings")[1]["secret"]
        tried = [secret, secret, *map(str, range(10))]
        said = [ask(daemon, "/api/pair", {}, "POST", {"secret": one}) for one in tried]
        assert [code for code, _, _ in said] == [200] + 6 * [403] + 5 * [429]
        assert int(said[-1][1]["Retry-After"]) >= 1


# Host and Origin


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8443", "127.0.0.1.evil.example"])
def test_a_rebound_name_leads_nowhere(
    local: RunningDaemon, network: RunningDaemon, host: str
) -> None:
    assert status(local, "/api/status", {"Host": host}) == 421
    headers = {"Authorization": f"Bearer {paired(network)['token']}", "Host": host}
    assert status(network, "/api/status", headers) == 421


def test_another_sites_socket_is_not_opened(local: RunningDaemon, network: RunningDaemon) -> None:
    cookie = {"Cookie": f"{COOKIE}={paired(network)['token']}"}
    for daemon, scheme in ((local, "http"), (network, "https")):
        own = {"Origin": f"{scheme}://127.0.0.1:{daemon.port}"}
        for path in ("/api/events", "/phone/stream"):
            assert status(daemon, path, UPGRADE | cookie | {"Origin": EVIL}) == 403
            assert status(daemon, path, UPGRADE | cookie | own) == 101


def test_another_sites_form_starts_nothing(local: RunningDaemon) -> None:
    order = {"subject": "Eve", "source": "sim"}
    assert ask(local, "/api/record", {"Origin": EVIL}, "POST", order)[0] == 403
    form = connection(local)
    form.request("POST", "/api/record", json.dumps(order), {"Content-Type": "text/plain"})
    assert form.getresponse().status == 415
    form.close()
    assert local.mode() == "idle"


# Bounds


def test_bodies_are_bounded(local: RunningDaemon) -> None:
    order = {"subject": "x" * LARGEST_BODY}
    assert ask(local, "/api/record", {}, "POST", order)[0] == 413


def test_connections_are_bounded(local: RunningDaemon) -> None:
    open_now = [socket.create_connection(("127.0.0.1", local.port)) for _ in range(60)]
    answered = 0
    for one in open_now:
        one.settimeout(PATIENCE_S)
        try:
            one.sendall(b"GET /api/status HTTP/1.1\r\nHost: localhost\r\n\r\n")
            answered += one.recv(20).startswith(b"HTTP/1.1 200")
        except ConnectionError:
            pass
    assert 0 < answered <= 32
    assert local.mode() == "idle"
    for one in open_now:
        one.close()


# Headers


@pytest.mark.parametrize("path", ["/", "/pair", "/phone/", "/api/status", "/api/nothing", "/x"])
def test_a_browser_is_told_to_keep_to_itself(local: RunningDaemon, path: str) -> None:
    _, headers, _ = ask(local, path)
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Access-Control-Allow-Origin" not in headers
    if path.startswith("/api/"):
        assert headers["Cache-Control"] == "no-store"


# Downloads


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@a", "\tx", "\rx"])
def test_no_recording_holds_a_formula(name: str) -> None:
    """An exercise's name is the only text of a person's own in ``frames.csv``."""
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(
            {"name": name, "spoken": "x", "shortest_s": 1, "longest_s": 2}, type=Exercise
        )


@pytest.mark.parametrize(
    "name",
    [
        "..",
        "%2e%2e",
        "..%2f..%2foutside",
        "%2e%2e%2foutside",
        "../outside",
        "....//outside",
        "..%5coutside",
        "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "/etc/passwd",
        "%2fetc%2fpasswd",
        "outside%00",
        "%00",
        ".",
        "",
        "linked",
        "%ff",
        "a" * 5000,
    ],
)
def test_no_name_leads_out_of_the_data(local: RunningDaemon, name: str) -> None:
    outside = local.sessions.parent / "outside"
    outside.mkdir(exist_ok=True)
    (outside / "session.yaml").write_text(
        "{subject: SECRET, state: complete, started: '', rate_hz: 10, duration_s: 1}"
    )
    local.sessions.mkdir(exist_ok=True)
    if not (local.sessions / "linked").is_symlink():
        (local.sessions / "linked").symlink_to(outside)
    for path in (f"/api/sessions/{name}", f"/api/sessions/{name}/download"):
        code, _, said = raw(local, path)
        assert code in (400, 404)
        assert b"SECRET" not in said
        assert b"root:" not in said
    order = {"subject": "Eve", "source": f"replay:{name}"}
    assert ask(local, "/api/record", {}, "POST", order)[0] == 400


def raw(daemon: RunningDaemon, path: str) -> tuple[int, http.client.HTTPMessage, bytes]:
    """Asks for a path as it is, with nothing tidied up on the way."""
    open_now = connection(daemon)
    try:
        open_now.putrequest("GET", path, skip_host=True)
        open_now.putheader("Host", "localhost")
        open_now.endheaders()
        said = open_now.getresponse()
        return said.status, said.headers, said.read()
    finally:
        open_now.close()
