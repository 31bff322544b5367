"""What runs in the foreground from a phone is shown on the phone's page."""

import asyncio
import os
import signal
import sys
from asyncio import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any

import aiohttp

from tests.conftest import ROOT
from tests.fakes.page_phone import PagePhone
from tests.fakes.ports import free_port
from tests.fakes.waiting import finish

STILL = (0.0, -1.0, 0.0, *(0.0,) * 9)
INTERRUPTED = 130


@asynccontextmanager
async def page_of(folder: Path, *command: str) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    """Runs a command that listens for a phone, with a page that is connected and sends."""
    port = free_port()
    config = folder / "config.yaml"
    config.write_text(f"phone: {{port: {port}}}\nsource: phone\nsessions: {folder / 'sessions'}")
    process = await subprocess.create_subprocess_exec(
        *(sys.executable, "-m", "exermoted", *command, "--local", "--config", str(config)),
        cwd=ROOT,
        env=dict(os.environ),
    )
    try:
        async with aiohttp.ClientSession() as client:
            socket = await connected(client, f"http://127.0.0.1:{port}/stream")
            sending = asyncio.create_task(send(socket))
            yield socket
            sending.cancel()
    finally:
        process.send_signal(signal.SIGINT)
        assert await process.wait() == INTERRUPTED


async def connected(client: aiohttp.ClientSession, url: str) -> aiohttp.ClientWebSocketResponse:
    while True:
        try:
            return await client.ws_connect(url)
        except aiohttp.ClientConnectorError:
            await asyncio.sleep(0.05)


async def send(socket: aiohttp.ClientWebSocketResponse) -> None:
    """Sends ten samples a second."""
    phone = PagePhone()
    for number in count():
        await socket.send_str(phone.message([(number / 10, STILL)]))
        await asyncio.sleep(0.1)


async def shown(socket: aiohttp.ClientWebSocketResponse) -> dict[str, Any]:
    """Returns the next thing that the page is to show."""
    while not (told := (await socket.receive_json()).get("shown")):
        pass
    return dict(told)


def test_a_recording_shows_what_to_do(tmp_path: Path) -> None:
    async def test() -> None:
        command = ("record", "--subject", "Ada", "--seed", "7", "--quiet")
        async with page_of(tmp_path, *command) as socket:
            first, second = await shown(socket), await shown(socket)
            assert (first["mode"], first["phase"]) == ("recording", "set_break")
            assert first["next"] == "Burpee"
            assert first["countdown_s"] > second["countdown_s"] > 0

    finish(test())


def test_counting_live_shows_what_is_counted(tmp_path: Path) -> None:
    async def test() -> None:
        async with page_of(tmp_path, "live") as socket:
            first = await shown(socket)
            assert (first["mode"], first["state"], first["count"]) == ("live", "initializing", 0)
            while (await shown(socket))["state"] != "evaluating":
                pass

    finish(test())
