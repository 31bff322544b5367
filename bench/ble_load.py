"""Claim: Bluetooth sensors lose nothing; 6 at 10 Hz cost under 2 % of a core.

bleak and the whole source against a BlueZ of our own in a process of its own, which counts what
it passes on. The CPU time is that of this process alone: bleak, D-Bus, decoding, and reading ten
times a second; beside it, in the same run, what bleak takes with a callback that does nothing.
Needs dbus-daemon. Run: ``python -m bench.ble_load``
"""

import asyncio
import os
import time
from collections.abc import Callable

from recorder.ble.scanner import Mode, Scanner
from recorder.ble.source import Ble
from recorder.decoders import NEARABLE
from recorder.worn import parse_worn
from tests.fakes.dbus import running_bus
from tests.fakes.gym import Gym, Options
from tests.fakes.sensors import SIX, bus_folder

SECONDS = 20.0
TICKS_HZ = 10.0


async def cpu_share(gym: Gym, read: Callable[[], object]) -> float:
    """Returns the share of a core until the gym has closed and everything was read."""
    start_s, start_cpu_s = time.monotonic(), time.process_time()
    while time.monotonic() < start_s + SECONDS:
        await asyncio.sleep(1 / TICKS_HZ)
        read()
    share = (time.process_time() - start_cpu_s) / (time.monotonic() - start_s)
    await asyncio.to_thread(gym.close)
    await asyncio.sleep(0.2)
    read()
    return share


async def bare(gym: Gym) -> float:
    scanner = Scanner(Mode.DUPLICATES, [NEARABLE], lambda _device, _data: None)
    await scanner.start()
    share = await cpu_share(gym, lambda: None)
    await scanner.stop()
    return share


async def whole(gym: Gym) -> tuple[float, int]:
    """Returns the share of a core, and how many packets were lost."""
    ble = Ble(parse_worn(SIX), Mode.DUPLICATES)
    await ble.open(time.monotonic)
    share = await cpu_share(gym, lambda: list(ble.read(time.monotonic())))
    heard = sum(sensor.packets for sensor in ble.sensors())
    await ble.close()
    return share, gym.told - heard


def main() -> None:
    with bus_folder() as folder, running_bus(folder) as address:
        os.environ["DBUS_SYSTEM_BUS_ADDRESS"] = address
        for sensors in (6, 300):
            options = Options(address, sensors)
            bleak_alone = asyncio.run(bare(Gym(options)))
            gym = Gym(options)
            share, lost = asyncio.run(whole(gym))
            print(
                f"{sensors:3} sensors at {options.rate_hz:g} Hz: {gym.told} packets, {lost} lost, "
                f"{share:.2%} of a core, {share / bleak_alone:.2f} times what bleak takes alone"
            )


if __name__ == "__main__":
    main()
