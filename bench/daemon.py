"""Claim: ready in 2 s; live below 80 MB and 3 % of one core, six sensors and a phone at 10 Hz.

Starts ``exermoted run`` with the unit's environment, as systemd does, and measures it idle; live
with six Nearables by way of a BlueZ of our own and a phone's page; live and recording with a
simulated athlete, who takes 10 MB to make up; and with sound, which brings what ALSA's plugins
load. A MB is what systemctl takes it for: 1024 × 1024 bytes.
Run: ``python -m bench.daemon``
"""

import asyncio
import contextlib
import itertools
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from exermoted.control.client import DaemonClient
from exermoted.service.orders import LiveOrder, RecordOrder
from recorder.simulator.athlete import RATE_HZ
from tests.fakes.bluez import FakeBluez
from tests.fakes.dbus import running_bus
from tests.fakes.motions import simulated_motion
from tests.fakes.page_phone import PagePhone, Row
from tests.fakes.sensors import SIX, bus_folder, nearables, sending

DATAGRAMS = (socket.AF_UNIX, socket.SOCK_DGRAM)
UNIT = Path("packaging/exermoted.service")
SETTLE_S = 5.0
WATCH_S = 30.0
PER_MESSAGE = 3
TICKS_PER_S = os.sysconf("SC_CLK_TCK")
CONFIG = "sensors: {sensors}\nservice: {{port: 0, socket: {folder}/socket}}\n"


@dataclass(frozen=True)
class Daemon:
    """A daemon that runs, and what it takes."""

    pid: int

    def show(self, doing: str, cpu_s: float, watched_s: float) -> None:
        rolled = Path(f"/proc/{self.pid}/smaps_rollup").read_text()
        said = re.findall(r"^(\w+): +(\d+) kB", rolled, re.MULTILINE)
        sizes = {name: int(kilobytes) / 1024 for name, kilobytes in said}
        print(
            f"{doing:16}{sizes['Rss']:7.1f} MB resident{sizes['Pss']:7.1f} MB its share"
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
    own = {name: str(folder) for name in places} | {
        "NOTIFY_SOCKET": str(folder / "notify"),
        "DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={folder / 'bus'}",
    }
    return os.environ | dict(pairs) | own


def until_ready(manager: socket.socket) -> None:
    while b"READY=1" not in manager.recv(4096):
        pass


@asynccontextmanager
async def worn(folder: Path, motion: list[Row]) -> AsyncIterator[None]:
    """Six Nearables and a phone's page that send as long as the context lasts."""
    bluez = FakeBluez(f"unix:path={folder / 'bus'}")
    await bluez.start()
    connector = aiohttp.UnixConnector(str(folder / "socket"))
    async with (
        sending(bluez, *nearables().values(), rate_hz=10.0),
        aiohttp.ClientSession("http://localhost", connector=connector) as session,
        session.ws_connect("/phone/stream") as socket,
    ):
        page = asyncio.create_task(send(socket, motion))
        yield
        page.cancel()
    await bluez.kill()


async def send(socket: aiohttp.ClientWebSocketResponse, motion: list[Row]) -> None:
    """Sends what a phone measures, some at a time as its page does, and reads what it is told."""
    phone, start_s = PagePhone(), time.monotonic()
    rows = enumerate(itertools.cycle(motion))
    while True:
        message = [(number / RATE_HZ, row) for number, row in itertools.islice(rows, PER_MESSAGE)]
        await asyncio.sleep(start_s + message[-1][0] - time.monotonic())
        await socket.send_str(phone.message(message))
        with contextlib.suppress(TimeoutError):
            await socket.receive(timeout=0.001)


async def measure(daemon: Daemon, folder: Path, motion: list[Row]) -> None:
    async with DaemonClient(folder / "socket") as client:
        await daemon.watch("idle")
        async with worn(folder, motion):
            await client.live(LiveOrder(source="ble,phone"))
            await daemon.watch("live, worn")
            await client.stop()
        await client.live(LiveOrder(source="sim"))
        await daemon.watch("live, simulated")
        await client.stop()
        for doing, quiet in (("recording", True), ("with sound", False)):
            await client.record(RecordOrder(subject="bench", source="sim", quiet=quiet))
            await daemon.watch(doing)
            await client.stop()


def main() -> None:
    motion = simulated_motion(seed=1)
    with bus_folder() as folder, running_bus(folder), socket.socket(*DATAGRAMS) as manager:
        config = folder / "exermoted" / "config.yaml"
        config.parent.mkdir()
        config.write_text(CONFIG.format(folder=folder, sensors=SIX))
        manager.bind(str(folder / "notify"))
        command = [sys.executable, "-m", "exermoted", "run"]
        start_s = time.monotonic()
        with subprocess.Popen(command, env=environment(folder)) as process:
            until_ready(manager)
            print(f"ready after {time.monotonic() - start_s:.2f} s")
            asyncio.run(measure(Daemon(process.pid), folder, motion))
            process.terminate()


if __name__ == "__main__":
    main()
