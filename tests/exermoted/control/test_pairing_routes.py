import asyncio
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from exermoted.control.guard import COOKIE
from exermoted.control.pairing import LIFE_S
from tests.fakes.clock import Clock
from tests.fakes.guarded import Guarded, run

LOCAL = "http://exermoted"


async def call(
    client: aiohttp.ClientSession, method: str, address: str, **options: Any
) -> tuple[int, Any]:
    async with client.request(method, address, **options) as said:
        return said.status, await said.json()


def test_a_phone_is_paired_by_what_this_machine_shows(tmp_path: Path) -> None:
    async def test(service: Guarded) -> None:
        code, invitation = await call(service.unix, "POST", f"{LOCAL}/api/pairings", json={})
        assert code == 200
        secret = invitation["secret"]
        assert invitation["address"] == f"{service.network}/pair#{secret}"
        assert invitation["expires_s"] == LIFE_S

        order = {"secret": secret, "name": "Ada's phone"}
        async with service.stranger.post(f"{service.network}/api/pair", json=order) as said:
            paired = await said.json()
            cookie = SimpleCookie(said.headers["Set-Cookie"])[COOKIE]
        assert cookie.value == paired["token"]
        assert (cookie["httponly"], cookie["secure"], cookie["samesite"], cookie["path"]) == (
            True,
            True,
            "Strict",
            "/",
        )
        assert cookie["domain"] == ""

        headers = {"Cookie": f"{COOKIE}={cookie.value}"}
        address = f"{service.network}/api/status"
        assert (await call(service.stranger, "GET", address, headers=headers))[0] == 200

    run(tmp_path, test)


def test_it_is_listed_and_revoked_at_this_machine(tmp_path: Path) -> None:
    async def test(service: Guarded) -> None:
        phone, token = service.devices.pair("phone")
        for client, base in ((service.unix, LOCAL), (service.stranger, service.loopback)):
            code, listed = await call(client, "GET", f"{base}/api/devices")
            assert (code, [device["id"] for device in listed]) == (200, [phone.id])
            assert token not in str(listed)
        address = f"{LOCAL}/api/devices/{phone.id}"
        assert (await call(service.unix, "DELETE", address))[1]["name"] == "phone"
        assert (await call(service.unix, "DELETE", address))[0] == 404
        assert service.devices.device_of(token) is None

    run(tmp_path, test)


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/api/pairings"), ("GET", "/api/devices"), ("DELETE", "/api/devices/x")],
)
def test_a_paired_phone_neither_invites_nor_revokes_others(
    tmp_path: Path, method: str, path: str
) -> None:
    async def test(service: Guarded) -> None:
        _, token = service.devices.pair("phone")
        headers = {"Authorization": f"Bearer {token}"}
        options: dict[str, Any] = {"headers": headers} | ({"json": {}} if method == "POST" else {})
        said = await call(service.stranger, method, f"{service.network}{path}", **options)
        assert said[0] == 403

    run(tmp_path, test)


def test_a_secret_that_was_used_or_is_old_or_made_up_pairs_nobody(tmp_path: Path) -> None:
    clock = Clock()

    async def test(service: Guarded) -> None:
        address = f"{service.network}/api/pair"
        used, old = await service.invite(), await service.invite()
        assert (await call(service.stranger, "POST", address, json={"secret": used}))[0] == 200
        clock.now_s += LIFE_S
        for secret in (used, old, "made up", ""):
            code, said = await call(service.stranger, "POST", address, json={"secret": secret})
            assert (code, "token" in said) == (403, False)
        assert len(service.devices.all()) == 1

    run(tmp_path, test, clock=clock)


def test_two_who_use_a_secret_at_once_are_one(tmp_path: Path) -> None:
    async def test(service: Guarded) -> None:
        order = {"secret": await service.invite()}
        address = f"{service.network}/api/pair"
        said = await asyncio.gather(
            *(call(service.stranger, "POST", address, json=order) for _ in range(4))
        )
        assert sorted(code for code, _ in said) == [200, 403, 403, 403]

    run(tmp_path, test)


def test_who_guesses_secrets_is_held_up(tmp_path: Path) -> None:
    clock = Clock()

    async def test(service: Guarded) -> None:
        address = f"{service.network}/api/pair"
        good = await service.invite()
        for _ in range(6):
            assert (await call(service.stranger, "POST", address, json={"secret": "x"}))[0] == 403
        async with service.stranger.post(address, json={"secret": good}) as said:
            assert said.status == 429
            assert said.headers["Retry-After"] == "1"
        clock.now_s += 1
        assert (await call(service.stranger, "POST", address, json={"secret": good}))[0] == 200

    run(tmp_path, test, clock=clock)


@pytest.mark.parametrize(
    "body", [b"", b"[]", b'{"secret": 1}', b'{"secret": "x", "admin": true}', b"\xff"]
)
def test_what_is_no_order_is_refused(tmp_path: Path, body: bytes) -> None:
    async def test(service: Guarded) -> None:
        headers = {"Content-Type": "application/json"}
        address = f"{service.network}/api/pair"
        code, said = await call(service.stranger, "POST", address, data=body, headers=headers)
        assert code == 400
        assert said["error"]

    run(tmp_path, test)


def test_a_disk_that_takes_nothing_is_told(tmp_path: Path) -> None:
    async def test(service: Guarded) -> None:
        (tmp_path / "devices.json.new").mkdir()
        order = {"secret": await service.invite()}
        code, said = await call(service.stranger, "POST", f"{service.network}/api/pair", json=order)
        assert code == 503
        assert "cannot be written" in said["error"]

    run(tmp_path, test)


def test_the_page_that_pairs_asks_for_nothing_else(tmp_path: Path) -> None:
    async def test(service: Guarded) -> None:
        for path, kind in (
            ("/pair", "text/html"),
            ("/pair.js", "text/javascript"),
            ("/pair.css", "text/css"),
        ):
            async with service.stranger.get(f"{service.network}{path}") as said:
                assert said.content_type == kind
                text = await said.text()
            assert "http://" not in text
            assert "https://" not in text

    run(tmp_path, test)
