"""Reports for a daemon: made in a process of their own, so that no tick waits for one."""

import asyncio
import os
import sys
from pathlib import Path

from sessions.errors import ExermotedError

NICENESS = 15


class Reporter:
    """Makes one report after the other."""

    def __init__(self) -> None:
        self._turn = asyncio.Lock()

    async def make(self, path: Path, model: str) -> str:
        """Returns the page of `exermoted.report.page.report_html`.

        Whoever gives up waiting ends the process.

        Raises:
            ExermotedError: as of `report_html`, in its words.
        """
        async with self._turn:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "exermoted.report.apart", str(path), model),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
            )
            try:
                page, words = await process.communicate()
            finally:
                if process.returncode is None:
                    process.kill()
                    await process.wait()
        if process.returncode:
            *_, last = words.decode().splitlines() or ["the report could not be made"]
            raise ExermotedError(last)
        return page.decode()


def main(path: str, model: str) -> int:
    """Prints a report and returns the exit status."""
    from exermoted.report.page import report_html  # noqa: PLC0415 - not in the daemon's process

    os.nice(NICENESS)
    try:
        page = report_html(Path(path), model)
    except ExermotedError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_status
    sys.stdout.buffer.write(page.encode())
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
