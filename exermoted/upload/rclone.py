"""rclone, the user's own, as a process beside us: gentle, bounded, and gone when we are."""

import asyncio
import contextlib
import os
import re
import signal
from pathlib import Path

from exermoted.config import UploadConfig
from sessions.errors import ExermotedError, UsageError

LONGEST_S = 1800.0
"""A process that takes longer is ended; what it copied need not be copied again."""

GRACE_S = 5.0
BESIDE_US = ("setpriv", "--pdeathsig", "KILL", "nice", "-n", "10")
"""Ends with this process even if that is killed, and gives way to it while both live."""

_GENTLE = (
    "--quiet",
    "--ask-password=false",
    "--retries=1",
    "--low-level-retries=3",
    "--contimeout=15s",
    "--timeout=1m",
    "--transfers=1",
    "--checkers=2",
    "--buffer-size=1M",
)
NO_SUCH_FOLDER = 3

_STAMP = re.compile(r"^\d{4}/\d\d/\d\d \d\d:\d\d:\d\d (?:(?:ERROR|NOTICE) *: *|Fatal error: *)?")
_USER = re.compile(r"://[^/@\s\"]+@")
_SECRET = re.compile(r"(?i)\b(\w*(?:pass|password|secret|token|key)\w*)=[^,:\s\"]+")


class RcloneError(ExermotedError):
    """rclone could not do it; the message is the last line of what it said."""

    def __init__(self, message: str, status: int | None = None) -> None:
        self.status = status
        super().__init__(message)


class Rclone:
    """Copies folders to a remote and checks that they arrived.

    Args:
        config: names the remote and the program.
        longest_s: after which a process is ended.

    Raises:
        UsageError: no remote is named.
    """

    def __init__(self, config: UploadConfig, longest_s: float = LONGEST_S) -> None:
        if config.remote is None:
            raise UsageError(
                "no remote is named to upload to; write it to the configuration, as "
                "'upload: {remote: \"cloud:exermoted\"}' (docs/upload.md)"
            )
        self._remote = config.remote
        self._program = config.rclone
        self._config = (f"--config={config.config}",) if config.config else ()
        self._longest_s = longest_s

    async def upload(self, folder: Path) -> None:
        """Copies a folder and reads it back; copies all of it again where it differs.

        A remote may keep neither times nor hashes, and then a damaged file of the right size
        looks like one that arrived, until it is read.

        Raises:
            RcloneError: it did not arrive whole.
        """
        await self._copy(folder)
        try:
            await self._check(folder)
        except RcloneError:
            await self._copy(folder, "--ignore-times")
            await self._check(folder)

    async def answers(self) -> None:
        """Asks the remote for a list, and returns once it has answered.

        Raises:
            RcloneError: it does not.
        """
        try:
            await self._run("lsf", "--max-depth=1", self._remote)
        except RcloneError as error:
            if error.status != NO_SUCH_FOLDER:  # it is made by the first upload
                raise

    async def version(self) -> str:
        """Returns the first line of what the program says of itself.

        Raises:
            RcloneError: it cannot be started.
        """
        return (await self._run("version")).partition("\n")[0]

    async def _copy(self, folder: Path, *options: str) -> None:
        await self._run("copy", *options, str(folder), self._place(folder))

    async def _check(self, folder: Path) -> None:
        await self._run("check", "--one-way", "--download", str(folder), self._place(folder))

    def _place(self, folder: Path) -> str:
        between = "" if self._remote.endswith((":", "/")) else "/"
        return f"{self._remote}{between}{folder.name}"

    async def _run(self, *arguments: str) -> str:
        """Runs rclone to its end, and returns what it printed."""
        try:
            process = await asyncio.create_subprocess_exec(
                *(*BESIDE_US, self._program, *_GENTLE, *self._config, *arguments),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
                start_new_session=True,
            )
        except OSError as error:
            raise RcloneError(f"rclone cannot be started: {error.strerror}") from error
        try:
            async with asyncio.timeout(self._longest_s):
                out, err = await process.communicate()
        except TimeoutError:
            raise RcloneError(f"rclone took longer than {self._longest_s:g} s") from None
        finally:
            await _end(process)
        if process.returncode:
            raise RcloneError(_last_line(err), process.returncode)
        return out.decode(errors="replace")


async def _end(process: asyncio.subprocess.Process) -> None:
    """Ends a process and what it started, at first kindly; does nothing where it has ended."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        if process.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(GRACE_S):
                await process.wait()


def _last_line(err: bytes) -> str:
    """Returns rclone's last line without its time, and without passwords."""
    lines = err.decode(errors="replace").split("\n")
    line = next((line for line in reversed(lines) if line.strip()), "it says nothing")
    plain = _STAMP.sub("", line.strip())
    return _SECRET.sub(r"\1=***", _USER.sub("://***@", plain))
