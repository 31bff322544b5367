"""Claim: live below 3 % of one core with six Bluetooth sensors and a phone, by their real ways.

As `bench.daemon`, but nothing in the daemon is simulated: six Nearables send ten times a second
through bleak and a BlueZ of our own on a private bus, and a phone's page streams, 60 samples
a second unless told otherwise, by WebSocket; both from processes of their own. Needs dbus-daemon.
Run: ``python -m bench.daemon_sensors --phone-hz 60``
"""

import argparse
import asyncio
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import aiohttp

from bench.daemon import Daemon, environment, until_ready
from exermoted.control.client import DaemonClient
from exermoted.service.orders import LiveOrder, RecordOrder
from recorder.simulator.athlete import RATE_HZ
from tests.fakes.dbus import running_bus
from tests.fakes.gym import Options, opened
from tests.fakes.motions import simulated_motion
from tests.fakes.page_phone import PagePhone, Row
from tests.fakes.ports import free_port
from tests.fakes.sensors import SIX, bus_folder
from tests.fakes.streaming import Pace, at_rate, endless, stream

MESSAGES_HZ = 20
"""How often the page sends, where it has that many samples."""
LONGEST_S = 600


async def send(port: int, rows: list[Row], pace: Pace) -> None:
    """Streams as a phone's page does, until it is ended."""
    url = f"http://127.0.0.1:{port}/phone/stream"
    async with aiohttp.ClientSession() as client, client.ws_connect(url) as page:
        await stream(page, PagePhone(), rows, time.monotonic(), pace)


async def measure(daemon: Daemon, place: Path) -> None:
    async with DaemonClient(place) as client:
        await daemon.watch("idle")
        await client.live(LiveOrder())
        await daemon.watch("live")
        await client.stop()
        await client.record(RecordOrder(subject="bench", quiet=True))
        await daemon.watch("recording")
        status = await client.status()
        print(" ".join(f"{name} {rate:.1f}" for name, rate in status.rates_hz.items()), "Hz")
        await client.stop()


def configure(folder: Path) -> int:
    """Writes the configuration and returns the port of the phone's page."""
    port = free_port()
    config = folder / "exermoted" / "config.yaml"
    config.parent.mkdir()
    content = {
        "source": "ble,phone",
        "sensors": SIX,
        "bluetooth": {"scan": "active-duplicates"},
        "service": {"port": port, "socket": str(folder / "socket")},
    }
    config.write_text(json.dumps(content))
    return port


def run(folder: Path, address: str, phone_hz: float) -> None:
    port = configure(folder)
    env = environment(folder) | {"DBUS_SYSTEM_BUS_ADDRESS": address}
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(folder / "notify"))
        with subprocess.Popen([sys.executable, "-m", "exermoted", "run"], env=env) as process:
            until_ready(manager)
            command = (sys.executable, "-m", "bench.daemon_sensors", f"--phone-hz={phone_hz}")
            with subprocess.Popen([*command, f"--send-to={port}"], env=os.environ) as phone:
                asyncio.run(measure(Daemon(process.pid), folder / "socket"))
                phone.kill()
            process.terminate()


def stream_to(port: int, phone_hz: float) -> None:
    motion = at_rate(simulated_motion(1), RATE_HZ, phone_hz)
    pace = Pace(phone_hz, max(round(phone_hz / MESSAGES_HZ), 1))
    asyncio.run(send(port, endless(motion, round(phone_hz * LONGEST_S)), pace))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--phone-hz", type=float, default=60.0)
    parser.add_argument("--send-to", type=int, help="be the phone that streams to this port")
    options = parser.parse_args()
    if options.send_to is not None:
        stream_to(options.send_to, options.phone_hz)
        return
    with (
        bus_folder() as bus,
        running_bus(bus) as address,
        opened(Options(address, sensors=6, rate_hz=10.0)),
        tempfile.TemporaryDirectory(prefix="exermoted") as name,
    ):
        run(Path(name), address, options.phone_hz)


if __name__ == "__main__":
    main()
