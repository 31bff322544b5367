"""The simulated athlete, wearing six Nearables of our own air and a phone that is a browser."""

import asyncio
import time
from dataclasses import dataclass, field, replace

from recorder.simulator.source import SimulatedSource
from sessions.channels import PHONE
from sessions.frames import Sample
from sessions.script import Script
from tests.fakes.bluez import FakeBluez
from tests.fakes.browser import PhoneBrowser
from tests.fakes.sensors import SendingNearable, nearables

LOOK_S = 0.01
MOVE_S = 0.04


@dataclass
class WearingAthlete:
    """Somebody who rests until told to train.

    Attributes:
        bluez: hears the Nearables.
        phone: the browser whose sensors are moved; None once it is gone.
        worn: the Nearables by place; they count what was passed on.
    """

    bluez: FakeBluez
    phone: PhoneBrowser | None
    worn: dict[str, SendingNearable] = field(default_factory=nearables)
    _felt: Sample | None = field(default=None, init=False)

    async def rest(self, rate_hz: float = 5.0) -> None:
        """Stands about for ever."""
        while True:
            for sensor in self.worn.values():
                sensor.advertise(self.bluez)
            await asyncio.sleep(1 / rate_hz)

    async def train(self, script: Script, seed: int) -> None:
        """Follows a workout from now to its end."""
        source = SimulatedSource(script, seed)
        await source.open(time.monotonic)
        moving = asyncio.create_task(self._move_phone())
        while not source.ended:
            for sample in source.read(time.monotonic()):
                self._feel(sample)
            await asyncio.sleep(LOOK_S)
        moving.cancel()

    def _feel(self, sample: Sample) -> None:
        if sample.stream == PHONE.name:
            self._felt = sample
            return
        x, y, z, rssi_dbm = sample.values
        sensor = self.worn[sample.stream]
        sensor.packet = replace(sensor.packet, acceleration_g=(x, y, z))
        sensor.advertise(self.bluez, int(rssi_dbm))

    async def _move_phone(self) -> None:
        """Keeps the browser's sensors at what the phone feels; its signs are Android's."""
        while self.phone is not None:
            if self._felt is not None:
                gx, gy, gz, ax, ay, az, _, _, _, *rotation_rad_s = self._felt.values
                total_g = (-gx - ax, -gy - ay, -gz - az)
                rx, ry, rz = rotation_rad_s
                await asyncio.to_thread(self.phone.move, total_g, (-ax, -ay, -az), (rx, ry, rz))
            await asyncio.sleep(MOVE_S)
