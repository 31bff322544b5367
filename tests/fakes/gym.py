"""A BlueZ of our own in a process of its own, with Nearables in its air.

Run: ``python -m tests.fakes.gym BUS_ADDRESS --sensors 6 --rate 10``. It prints ``ready``, sends
until its standard input is closed, and prints how many packets it has passed on.
"""

import argparse
import asyncio
import contextlib
import math
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from recorder.packets.nearable import Nearable
from tests.fakes.bluez import FakeBluez
from tests.fakes.sensors import RESTING, SIX, SendingNearable

SWING_HZ = 1.5


def crowd(count: int) -> list[SendingNearable]:
    """Nearables, of which the first six are those of `SIX`."""
    identifiers = [*SIX.values(), *(f"{number:016x}" for number in range(count))]
    return [SendingNearable(replace(RESTING, identifier=name)) for name in identifiers[:count]]


async def send(bluez: FakeBluez, sensors: Sequence[SendingNearable], options: "Options") -> None:
    """Sends for ever, the sensors evenly over each period, as those of a gym do."""
    start_s = time.monotonic()
    gap_s = 1 / (options.rate_hz * len(sensors))
    number = 0
    while True:
        behind = int((time.monotonic() - start_s) / gap_s) - number
        for _ in range(behind):
            sensor = sensors[number % len(sensors)]
            if number % len(sensors) == options.shaken:
                sensor.packet = swung(sensor.packet, time.monotonic())
            while bluez.is_congested:  # noqa: ASYNC110 - nobody tells when there is room again
                await asyncio.sleep(0.001)
            sensor.advertise(bluez)
            number += 1
        await asyncio.sleep(max(gap_s, 0.002))


def swung(packet: Nearable, time_s: float) -> Nearable:
    swing_g = math.sin(2 * math.pi * SWING_HZ * time_s)
    return replace(packet, acceleration_g=(swing_g, 0.0, 0.75), is_moving=True)


@dataclass(frozen=True)
class Options:
    """What the gym is like.

    Attributes:
        address: of its bus.
        sensors: how many there are.
        rate_hz: how often each sends.
        shaken: which of them is shaken; -1 is none.
        experimental: whether BlueZ offers monitors.
        filters_duplicates: whether the controller, scanning actively, repeats no address.
    """

    address: str
    sensors: int = 6
    rate_hz: float = 10.0
    shaken: int = -1
    experimental: bool = True
    filters_duplicates: bool = False

    def arguments(self) -> list[str]:
        said = [self.address, f"--sensors={self.sensors}", f"--rate={self.rate_hz}"]
        said.append(f"--shaken={self.shaken}")
        said += [] if self.experimental else ["--not-experimental"]
        return said + (["--filters-duplicates"] if self.filters_duplicates else [])


def parsed() -> Options:
    parser = argparse.ArgumentParser()
    parser.add_argument("address")
    parser.add_argument("--sensors", type=int, default=6)
    parser.add_argument("--rate", type=float, default=10.0)
    parser.add_argument("--shaken", type=int, default=-1)
    parser.add_argument("--not-experimental", action="store_true")
    parser.add_argument("--filters-duplicates", action="store_true")
    given = parser.parse_args()
    return Options(
        given.address,
        given.sensors,
        given.rate,
        given.shaken,
        not given.not_experimental,
        given.filters_duplicates,
    )


async def run(options: Options) -> int:
    """Returns how many packets BlueZ passed on."""
    bluez = FakeBluez(
        options.address,
        experimental=options.experimental,
        filters_duplicates=options.filters_duplicates,
    )
    await bluez.start()
    sensors = crowd(options.sensors)
    task = asyncio.create_task(send(bluez, sensors, options))
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.read)
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    await asyncio.sleep(0.1)
    await bluez.kill()
    return sum(sensor.told for sensor in sensors)


class Gym:
    """A gym that is open.

    Attributes:
        told: how many packets BlueZ passed on; known once it has closed.
    """

    def __init__(self, options: Options) -> None:
        self.told = 0
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.fakes.gym", *options.arguments()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout
        assert self._process.stdout.readline() == "ready\n"

    def close(self) -> None:
        if self._process.returncode is None:
            out, _ = self._process.communicate()
            self.told = int(out)


@contextlib.contextmanager
def opened(options: Options) -> Iterator[Gym]:
    gym = Gym(options)
    try:
        yield gym
    finally:
        gym.close()


if __name__ == "__main__":
    print(asyncio.run(run(parsed())))
