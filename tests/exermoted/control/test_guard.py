"""Each way in that must be shut, tried on real sockets."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from exermoted.control.devices import Devices
from exermoted.control.guard import COOKIE, LARGEST_BODY, check_exposure
from recorder.phone.addresses import network_addresses
from sessions.errors import UsageError
from tests.fakes.guarded import NAME, Guarded, run
from tests.fakes.waiting import PATIENCE_S, until

Test = Callable[[Guarded], Awaitable[None]]
EVIL = "https://evil.example"


async def status(
    client: aiohttp.ClientSession, address: str, method: str = "GET", **options: Any
) -> int:
    async with client.request(method, address, allow_redirects=False, **options) as said:
        await said.read()
        return said.status


async def speak(port: int, said: str) -> str:
    """Says something on a plain socket; returns what is answered until the other side hangs up."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(said.encode())
    try:
        async with asyncio.timeout(PATIENCE_S):
            return (await reader.read()).decode()
    finally:
        writer.close()


# Who needs a token


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "gym.local"])
def test_the_network_needs_encryption(host: str) -> None:
    check_exposure(host, encrypted=True)
    with pytest.raises(UsageError, match="needs a certificate"):
        check_exposure(host, encrypted=False)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_this_machine_does_not(host: str) -> None:
    check_exposure(host, encrypted=False)


def test_this_machine_needs_no_token(tmp_path: Path) -> None:
    async def test(service: Guarded) -> None:
        async with service.unix.get("http://exermoted/api/status") as said:
            assert await said.json() == {"way": "unix"}
        async with service.stranger.get(f"{service.loopback}/api/status") as said:
            assert await said.json() == {"way": "loopback"}

    run(tmp_path, test)


@pytest.mark.skipif(not network_addresses(), reason="this machine is in no network")
def test_from_the_network_nothing_passes_without_encryption(tmp_path: Path) -> None:
    async def test(service: Guarded) -> None:
        _, token = service.devices.pair("phone")
        headers = {"Authorization": f"Bearer {token}", "Host": "localhost"}
        address = f"{service.loopback}/api/status"
        assert await status(service.stranger, address, headers=headers) == 403

    run(tmp_path, test, plain_host=network_addresses()[0])


def test_the_network_needs_the_token_of_a_device_that_is_paired_still(tmp_path: Path) -> None:
    async def test(service: Guarded) -> None:
        call = f"{service.network}/api/status"
        phone, token = service.devices.pair("phone")
        right: dict[str, str] = {"Authorization": f"Bearer {token}"}
        assert await status(service.stranger, call) == 401
        for wrong in (token[:-1], token.swapcase(), phone.id, "", "Bearer", "\u00e4"):
            headers = {"Authorization": f"Bearer {wrong}"}
            assert await status(service.stranger, call, headers=headers) == 401
        assert await status(service.stranger, call, headers=right) == 200
        assert await status(service.stranger, call, headers={"Cookie": f"{COOKIE}={token}"}) == 200
        service.devices.revoke(phone.id)
        assert await status(service.stranger, call, headers=right) == 401

    run(tmp_path, test)


def test_a_browser_that_is_not_paired_is_shown_how(tmp_path: Path) -> None:
    async def test(service: Guarded) -> None:
        headers = {"Accept": "text/html,*/*"}
        async with service.stranger.get(service.network, headers=headers) as said:
            assert said.url.path == "/pair"
            assert "Pair this device" in await said.text()

    run(tmp_path, test)


def test_a_token_is_not_taken_from_an_address(tmp_path: Path) -> None:
    async def test(service: Guarded) -> None:
        _, token = service.devices.pair("phone")
        for path in ("/api/status", "/", "/phone/stream", "/phone/sensor-logger"):
            address = f"{service.network}{path}?token={token}"
            assert await status(service.stranger, address) == 401

    run(tmp_path, test)


def test_only_an_app_that_pushes_shows_its_token_so_and_may_do_nothing_else(
    tmp_path: Path,
) -> None:
    async def test(service: Guarded) -> None:
        _, token = service.devices.pair("Sensor Logger", pushes=True)
        push = f"{service.network}/phone/sensor-logger?token="
        assert await status(service.stranger, push + token, "POST", json={}) == 200
        assert await status(service.stranger, push + "wrong", "POST", json={}) == 401
        headers = {"Authorization": f"Bearer {token}"}
        call = f"{service.network}/api/status"
        assert await status(service.stranger, call, headers=headers) == 403

    run(tmp_path, test)


def test_who_is_revoked_is_cut_off_in_mid_stream(tmp_path: Path) -> None:
    async def test(service: Guarded) -> None:
        for path in (service.devices_path, None):
            phone, token = service.devices.pair("phone")
            headers = {"Authorization": f"Bearer {token}"}
            events = f"{service.network}/api/events"
            async with service.stranger.ws_connect(events, headers=headers) as socket:
                assert await socket.receive_str() == "hello"
                if path is not None:
                    Devices(path).revoke(phone.id)
                else:
                    await service.unix.delete(f"http://exermoted/api/devices/{phone.id}")
                assert (await socket.receive()).type is not aiohttp.WSMsgType.TEXT

    run(tmp_path, test, sweep_s=0.05)


def test_visits_are_kept(tmp_path: Path) -> None:
    async def test(service: Guarded) -> None:
        _, token = service.devices.pair("phone")
        headers = {"Authorization": f"Bearer {token}"}
        await status(service.stranger, f"{service.network}/api/status", headers=headers)
        await until(lambda: Devices(service.devices_path).all()[0].seen)

    run(tmp_path, test, sweep_s=0.05)


# Other sites


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:80", "localhost.evil.example", "", "[", "a@localhost"]
)
def test_a_name_that_another_site_has_lead_here_is_refused(tmp_path: Path, host: str) -> None:
    async def test(service: Guarded) -> None:
        said = f"GET /api/status HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
        assert (await speak(service.port, said)).split()[1] in ("400", "421")
        if host:
            address = f"{service.network}/pair"
            assert await status(service.stranger, address, headers={"Host": host}) in (400, 421)

    run(tmp_path, test)


def test_own_names_are_not(tmp_path: Path) -> None:
    async def test(service: Guarded) -> None:
        for host in ("localhost", "localhost:1234", "127.0.0.1", "[::1]:80", "LOCALHOST"):
            address = f"{service.loopback}/api/status"
            assert await status(service.stranger, address, headers={"Host": host}) == 200
        for host in (NAME, f"{NAME}:8443", "127.0.0.1"):
            address = f"{service.network}/pair"
            assert await status(service.stranger, address, headers={"Host": host}) == 200

    run(tmp_path, test)


@pytest.mark.parametrize("origin", [EVIL, "null", "http://localhost", "http://127.0.0.1:1"])
def test_another_sites_page_can_neither_post_nor_listen(tmp_path: Path, origin: str) -> None:
    async def test(service: Guarded) -> None:
        _, token = service.devices.pair("browser")
        headers = {"Origin": origin, "Cookie": f"{COOKIE}={token}"}
        for base in (service.loopback, service.network):
            address = f"{base}/api/stop"
            assert await status(service.stranger, address, "POST", json={}, headers=headers) == 403
            with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
                await service.stranger.ws_connect(f"{base}/api/events", headers=headers)

    run(tmp_path, test)


def test_our_own_page_can_do_both(tmp_path: Path) -> None:
    async def test(service: Guarded) -> None:
        _, token = service.devices.pair("browser")
        for base in (service.loopback, service.network):
            headers = {"Origin": base, "Cookie": f"{COOKIE}={token}"}
            address = f"{base}/api/stop"
            assert await status(service.stranger, address, "POST", json={}, headers=headers) == 200
            async with service.stranger.ws_connect(f"{base}/api/events", headers=headers) as socket:
                assert await socket.receive_str() == "hello"

    run(tmp_path, test)


def test_another_site_may_link_here_and_do_nothing_more(tmp_path: Path) -> None:
    async def test(service: Guarded) -> None:
        foreign = {"Sec-Fetch-Site": "cross-site"}
        link = foreign | {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
        assert await status(service.stranger, service.loopback, headers=link) == 200
        for mode, dest in (("no-cors", "image"), ("cors", "empty"), ("navigate", "iframe")):
            headers = foreign | {"Sec-Fetch-Mode": mode, "Sec-Fetch-Dest": dest}
            assert await status(service.stranger, service.loopback, headers=headers) == 403

    run(tmp_path, test)


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", None]
)
def test_a_form_is_no_order(tmp_path: Path, kind: str | None) -> None:
    async def test(service: Guarded) -> None:
        headers = {"Content-Type": kind} if kind else {}
        address = f"{service.loopback}/api/stop"
        assert await status(service.stranger, address, "POST", data=b"{}", headers=headers) == 415

    run(tmp_path, test)


def test_a_browser_is_told_to_keep_to_itself_whatever_is_answered(tmp_path: Path) -> None:
    async def test(service: Guarded) -> None:
        for address, code in (
            (f"{service.loopback}/api/status", 200),
            (f"{service.loopback}/nothing", 404),
            (f"{service.network}/api/status", 401),
            (f"{service.network}/pair", 200),
        ):
            async with service.stranger.get(address) as said:
                assert said.status == code
                headers = said.headers
            policy = headers["Content-Security-Policy"]
            assert "default-src 'self'" in policy
            assert "frame-ancestors 'none'" in policy
            assert headers["X-Content-Type-Options"] == "nosniff"
            assert headers["Referrer-Policy"] == "no-referrer"
            assert headers["Cache-Control"] == "no-store"
            assert headers["Server"] == "exermoted"
            assert "Strict-Transport-Security" not in headers
            assert "Access-Control-Allow-Origin" not in headers

    run(tmp_path, test)


# Bounds


def test_a_body_is_bounded(tmp_path: Path) -> None:
    async def test(service: Guarded) -> None:
        address = f"{service.loopback}/api/stop"
        body = json.dumps("x" * LARGEST_BODY)
        json_ = {"Content-Type": "application/json"}
        assert await status(service.stranger, address, "POST", data=body, headers=json_) == 413

        async def endless() -> Any:
            while True:
                yield b" " * 65536

        try:
            said = await status(service.stranger, address, "POST", data=endless(), headers=json_)
        except aiohttp.ClientError:
            said = 413  # hung up on while it was still sending
        assert said == 413

    run(tmp_path, test)


def test_headers_are_bounded(tmp_path: Path) -> None:
    async def test(service: Guarded) -> None:
        for headers in ({"X": "x" * 10_000}, {f"X-{n}": "x" for n in range(200)}):
            assert await status(service.stranger, service.loopback, headers=headers) == 400

    run(tmp_path, test)


def test_a_slow_body_is_cut_off(tmp_path: Path) -> None:
    async def test(service: Guarded) -> None:
        said = (
            "POST /api/stop HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            "Content-Length: 10\r\n\r\n{"
        )
        assert (await speak(service.port, said)).split()[1] == "408"

    run(tmp_path, test, slowest_body_s=0.2)


@pytest.mark.parametrize("said", ["", "GET /", "GET / HTTP/1.1\r\nHost: localhost\r\nX: "])
def test_a_slow_or_silent_request_is_cut_off(tmp_path: Path, said: str) -> None:
    async def test(service: Guarded) -> None:
        assert await speak(service.port, said) == ""

    run(tmp_path, test, silent_s=0.3)
