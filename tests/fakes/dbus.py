"""A D-Bus daemon of one's own, which may be killed and brought back at the same address."""

import asyncio
import contextlib
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

DAEMON = shutil.which("dbus-daemon")


@contextlib.contextmanager
def running_bus(folder: Path) -> Iterator[str]:
    """A bus that lives as long as the context, without an event loop; gives its address."""
    address = f"unix:path={folder / 'bus'}"
    command = _command(address)
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout
        process.stdout.readline()
        try:
            yield address
        finally:
            process.kill()


def _command(address: str) -> list[str]:
    """Returns the command that starts a bus; its first line says that it is there."""
    assert DAEMON, "dbus-daemon is not installed; Debian's package is dbus"
    options = ("--session", "--nofork", "--nopidfile", "--nosyslog", "--print-address=1")
    return [DAEMON, *options, f"--address={address}"]


class PrivateBus:
    """``dbus-daemon`` in a folder; a program takes it for the system's bus by its address.

    Args:
        folder: where its socket lies; the path must be short, as a socket's has to be.
    """

    def __init__(self, folder: Path) -> None:
        self._socket = folder / "bus"
        self._process: asyncio.subprocess.Process | None = None

    @property
    def address(self) -> str:
        return f"unix:path={self._socket}"

    async def start(self) -> None:
        self._process = await asyncio.create_subprocess_exec(
            *_command(self.address),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,  # it complains about limits it may not set
        )
        assert self._process.stdout
        await self._process.stdout.readline()

    async def kill(self) -> None:
        """Ends it as a crash does; does nothing where it does not run."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGKILL)
        await self._process.wait()
        self._process = None
        self._socket.unlink(missing_ok=True)
