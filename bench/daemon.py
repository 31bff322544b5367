"""Claim: ready in 2 s; live below 80 MB and 3 % of one core, with six sensors and a phone at 10 Hz.

Starts ``exermoted run`` with the unit's environment, as systemd does, on a socket of its own, and
measures it idle, live and recording a simulated athlete in real time. The simulated athlete takes
about 10 MB of that. A MB is what systemctl takes it for: 1024 × 1024 bytes.
Run: ``python -m bench.daemon``
"""

import asyncio
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from exermoted.control.client import DaemonClient
from exermoted.service.orders import LiveOrder, RecordOrder

UNIT = Path("packaging/exermoted.service")
SETTLE_S = 5.0
WATCH_S = 30.0
TICKS_PER_S = os.sysconf("SC_CLK_TCK")
CONFIG = "service: {{port: 0, socket: {folder}/socket}}\n"


@dataclass(frozen=True)
class Daemon:
    """A daemon that runs, and what it takes."""

    pid: int

    def show(self, doing: str, cpu_s: float, watched_s: float) -> None:
        rolled = Path(f"/proc/{self.pid}/smaps_rollup").read_text()
        said = re.findall(r"^(\w+): +(\d+) kB", rolled, re.MULTILINE)
        sizes = {name: int(kilobytes) / 1024 for name, kilobytes in said}
        print(
            f"{doing:10}{sizes['Rss']:7.1f} MB resident{sizes['Pss']:7.1f} MB its share"
            f"{100 * cpu_s / watched_s:7.2f} % of a core"
        )

    async def watch(self, doing: str) -> None:
        """Prints what it takes from now on."""
        await asyncio.sleep(SETTLE_S)
        before_s, start_s = self._cpu_s(), time.monotonic()
        await asyncio.sleep(WATCH_S)
        self.show(doing, self._cpu_s() - before_s, time.monotonic() - start_s)

    def _cpu_s(self) -> float:
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS_PER_S


def environment(folder: Path) -> dict[str, str]:
    """Returns this process's, with what the unit sets, and a folder for all that is written."""
    said = re.findall(r"^Environment=(.*)$", UNIT.read_text(), re.MULTILINE)
    pairs = (pair.split("=", 1) for line in said for pair in line.split())
    places = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME")
    own = {name: str(folder) for name in places} | {"NOTIFY_SOCKET": str(folder / "notify")}
    return os.environ | dict(pairs) | own


def until_ready(manager: socket.socket) -> None:
    while b"READY=1" not in manager.recv(4096):
        pass


async def measure(daemon: Daemon, place: Path) -> None:
    async with DaemonClient(place) as client:
        await daemon.watch("idle")
        await client.live(LiveOrder(source="sim", speed=1.0))
        await daemon.watch("live")
        await client.stop()
        for doing, quiet in (("recording", True), ("with sound", False)):
            await client.record(RecordOrder(subject="bench", source="sim", quiet=quiet))
            await daemon.watch(doing)
            await client.stop()


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="exermoted") as name:
        folder = Path(name)
        config = folder / "exermoted" / "config.yaml"
        config.parent.mkdir()
        config.write_text(CONFIG.format(folder=folder))
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
            manager.bind(str(folder / "notify"))
            command = [sys.executable, "-m", "exermoted", "run"]
            start_s = time.monotonic()
            with subprocess.Popen(command, env=environment(folder)) as process:
                until_ready(manager)
                print(f"ready after {time.monotonic() - start_s:.2f} s")
                asyncio.run(measure(Daemon(process.pid), folder / "socket"))
                process.terminate()


if __name__ == "__main__":
    main()
