"""``exermoted serve`` in a process of its own."""

import json
import os
import sys
from asyncio import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

from yarl import URL

from tests.conftest import ROOT
from tests.fakes.ports import free_port


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
        address = URL(self.address)
        return str(
            address.with_scheme(address.scheme.replace("http", "ws")).with_path(
                "/stream", keep_query=True
            )
        )

    async def line(self) -> dict[str, Any]:
        """Returns the next line that it prints."""
        assert self.process.stdout
        told: dict[str, Any] = json.loads(await self.process.stdout.readline())
        return told


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
