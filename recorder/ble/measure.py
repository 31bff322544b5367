"""Which mode of scanning gives the most new samples, found by trying."""

import asyncio
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData

from recorder.ble.adapter import power_up
from recorder.ble.ear import Ear
from recorder.ble.failures import FAILURES, reason
from recorder.ble.scanner import Mode, Scanner
from recorder.decoder import Decoder, Notified
from recorder.receiver import Receiver
from sessions.errors import SourceError

MODES = (Mode.PASSIVE, Mode.DUPLICATES, Mode.ACTIVE)
"""In the order in which they are preferred where they give the same."""

SHORT_S = 2.0
MUCH_THE_SAME = 0.9


@dataclass(frozen=True, slots=True)
class Measurement:
    """What one mode gave.

    Attributes:
        mode: which one.
        new_hz: by identifier, how many new samples came a second.
        packets_hz: by identifier, how many packets, new or not.
        failure: why the mode does not work here, if so.
    """

    mode: Mode
    new_hz: dict[str, float]
    packets_hz: dict[str, float]
    failure: str | None = None

    @property
    def total_new_hz(self) -> float:
        """How many new samples came a second, of all sensors together."""
        return sum(self.new_hz.values())

    @property
    def total_packets_hz(self) -> float:
        return sum(self.packets_hz.values())


def modes_for(decoders: Iterable[Decoder]) -> tuple[Mode, ...]:
    """Returns the modes worth trying for some kinds of sensors.

    One that is connected to may tell its name only when it is asked, that is in an active scan.
    """
    if any(isinstance(decoder.carrier, Notified) for decoder in decoders):
        return tuple(mode for mode in MODES if mode is not Mode.PASSIVE)
    return MODES


async def measure(
    mode: Mode, decoders: Sequence[Decoder], duration_s: float, adapter: str | None = None
) -> Measurement:
    """Scans in one mode for a while; an adapter that is off is switched on."""
    ear = Ear(decoders)
    receivers = {decoder.kind: Receiver({}, decoder) for decoder in decoders}

    def take(device: BLEDevice, data: AdvertisementData) -> None:
        for decoder, payload in ear.packets(data.manufacturer_data):
            receivers[decoder.kind].receive(payload, data.rssi, time.monotonic(), device.address)

    scanner = Scanner(mode, decoders, take, adapter)
    try:
        await power_up(adapter, cycle=False)
        await scanner.start()
        try:
            await asyncio.sleep(duration_s)
        finally:
            await scanner.stop()
    except FAILURES as error:
        return Measurement(mode, {}, {}, reason(error))
    heard = [heard for receiver in receivers.values() for heard in receiver.heard.values()]
    return Measurement(
        mode,
        {sensor.identifier: sensor.new_samples / duration_s for sensor in heard},
        {sensor.identifier: sensor.packets / duration_s for sensor in heard},
    )


def best(measurements: Iterable[Measurement]) -> Measurement:
    """Returns the measurement of the mode to use.

    New samples count; where they are much the same, as those of sensors at rest are, packets do;
    where these are too, it is the first of `MODES`.

    Raises:
        SourceError: none of the modes works.
    """
    tried = list(measurements)
    left = [m for m in tried if m.failure is None]
    if not left:
        raise SourceError(f"Bluetooth: {tried[-1].failure}")
    left = _near_best(left, [m.total_new_hz for m in left])
    left = _near_best(left, [m.total_packets_hz for m in left])
    return min(left, key=lambda m: MODES.index(m.mode))


def _near_best(measurements: list[Measurement], rates_hz: list[float]) -> list[Measurement]:
    enough_hz = MUCH_THE_SAME * max(rates_hz)
    return [m for m, hz in zip(measurements, rates_hz, strict=True) if hz >= enough_hz]
