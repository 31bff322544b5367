"""Makes reports in a process of their own, so that no tick waits and no memory stays taken."""

import asyncio
import os
import sys
import tempfile
from pathlib import Path

from sessions.errors import DataError

PATIENCE_S = 120.0
NICENESS = 10


class Reporter:
    """Makes one report after the other, however many are asked for at once."""

    def __init__(self) -> None:
        self._turn = asyncio.Lock()

    async def report(self, folder: Path, model: str) -> bytes:
        """Returns a session's report as an HTML page.

        Raises:
            DataError: it cannot be made; says why.
        """
        async with self._turn:
            with tempfile.TemporaryDirectory(prefix="exermoted-") as scratch:
                page = Path(scratch) / "report.html"
                await _made(folder, model, page)
                return await asyncio.to_thread(page.read_bytes)


async def _made(folder: Path, model: str, page: Path) -> None:
    command = ("-m", "exermoted", "report", str(folder), "--model", model, "--out", str(page))
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *command,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    os.setpriority(os.PRIO_PROCESS, process.pid, NICENESS)
    try:
        async with asyncio.timeout(PATIENCE_S):
            _, said = await process.communicate()
    except TimeoutError as error:
        raise DataError(folder, f"its report takes longer than {PATIENCE_S:g} s") from error
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        last = said.decode(errors="replace").strip().rpartition("\n")[2]
        raise DataError(folder, last.removeprefix("exermoted: ") or "its report cannot be made")
