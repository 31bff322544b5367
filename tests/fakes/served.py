"""``exermoted serve`` in a process of its own."""

import json
import os
import socket
import sys
from asyncio import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

from tests.conftest import ROOT


@dataclass
class Served:
    """A running server.

    Attributes:
        process: it.
        address: of its page.
    """

    process: subprocess.Process
    address: str

    @property
    def stream(self) -> str:
        """Where a page's WebSocket leads."""
        return self.address.replace("http", "ws", 1).replace("/?", "/stream?").rstrip("/") + (
            "" if "?" in self.address else "/stream"
        )

    async def line(self) -> dict[str, Any]:
        """Returns the next line that it prints."""
        assert self.process.stdout
        told: dict[str, Any] = json.loads(await self.process.stdout.readline())
        return told


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def serving(*options: str) -> AsyncIterator[Served]:
    """Runs it from when it listens."""
    command = ("-m", "exermoted", "serve", "--json", "--port", str(free_port()), *options)
    process = await subprocess.create_subprocess_exec(
        sys.executable, *command, cwd=ROOT, env=dict(os.environ), stdout=subprocess.PIPE
    )
    try:
        served = Served(process, "")
        served.address = (await served.line())["address"]
        await served.line()  # the first second: it listens
        yield served
    finally:
        with suppress(ProcessLookupError):
            process.terminate()
        await process.communicate()
