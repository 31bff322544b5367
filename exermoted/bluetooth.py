"""Bluetooth sensors as the configuration has them: as a source, in the air, measured, shaken.

Imports bleak: import it only where Bluetooth is used.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence

from exermoted.config import Config
from recorder.ble.measure import MODES, Measurement, best, measure
from recorder.ble.scanner import Mode
from recorder.ble.source import Ble
from recorder.ble.watchdog import IDLE_SILENCE_S
from recorder.decoder import Advertised, Decoder
from recorder.decoders import all_decoders
from recorder.heard import SensorState
from recorder.shake import shaken
from recorder.source import Source
from recorder.worn import parse_worn
from sessions.errors import UsageError

AUTO = "auto"
LOOK_S = 0.2
SHAKE_READINGS = 30

Show = Callable[[Sequence[SensorState], Sequence[str]], None]
"""Is given the sensors in the air and what happened since it was called last."""


def bluetooth_source(config: Config) -> Source:
    """Returns the source of the sensors worn.

    Raises:
        UsageError: the configuration names none, or one that there cannot be.
    """
    worn = parse_worn({str(place): text for place, text in config.sensors.items()})
    if not worn:
        raise UsageError(
            "no Bluetooth sensors are configured; 'exermoted sensors' shows those in the air, "
            "'exermoted sensors assign PLACE IDENTIFIER' says where one is worn"
        )
    scan = config.bluetooth.scan
    return Ble(worn, None if scan == AUTO else Mode(scan), adapter=config.bluetooth.adapter)


async def listen(
    config: Config, show: Show, stop: asyncio.Event, duration_s: float | None = None
) -> list[SensorState]:
    """Listens for sensors of all kinds, whether they are worn or not.

    Args:
        config: says which are worn where, and how to listen.
        show: called several times a second.
        stop: ends it.
        duration_s: ends it too.

    Returns:
        What was heard.

    Raises:
        SourceError: there is nothing to listen with.
    """
    ble = _listener(config)
    await ble.open(time.monotonic)
    end_s = None if duration_s is None else time.monotonic() + duration_s
    try:
        while not stop.is_set() and (end_s is None or time.monotonic() < end_s):
            await asyncio.sleep(LOOK_S)
            deque(ble.read(time.monotonic()), maxlen=0)
            show(ble.sensors(), ble.notes())
    finally:
        await ble.close()
    return ble.sensors()


async def find_shaken(config: Config, stop: asyncio.Event, duration_s: float) -> SensorState | None:
    """Listens until a sensor is shaken, and returns it, if one is.

    Args:
        config: says how to listen.
        stop: ends it; it is set where a sensor was found.
        duration_s: ends it too.

    Raises:
        SourceError: there is nothing to listen with.
    """
    readings: dict[str, deque[tuple[float, ...]]] = {}
    packets: dict[str, int] = {}
    found: list[SensorState] = []

    def look(sensors: Sequence[SensorState], _notes: Sequence[str]) -> None:
        for sensor in sensors:
            if sensor.packets > packets.get(sensor.identifier, 0):
                latest = readings.setdefault(sensor.identifier, deque(maxlen=SHAKE_READINGS))
                latest.append(sensor.acceleration_g)
            packets[sensor.identifier] = sensor.packets
        moving = shaken(readings)
        found.extend(sensor for sensor in sensors if sensor.identifier == moving)
        if found:
            stop.set()

    await listen(config, look, stop, duration_s)
    return found[0] if found else None


async def measure_modes(
    config: Config, duration_s: float, tell: Callable[[str], None]
) -> tuple[list[Measurement], Measurement]:
    """Tries every mode of scanning for a while each.

    Args:
        config: says which sensors are worn; without any, all kinds that advertise are listened for.
        duration_s: how long each mode is tried.
        tell: called with each mode as its turn comes.

    Returns:
        What each mode gave, and which is the one to use.

    Raises:
        SourceError: none of the modes works.
    """
    worn = parse_worn({str(place): text for place, text in config.sensors.items()})
    kinds = {sensor.decoder.kind: sensor.decoder for sensor in worn} or all_decoders()
    decoders = _advertised(kinds.values())
    measurements = []
    for mode in MODES:
        tell(f"{mode}: listening for {duration_s:g} s")
        measurements.append(await measure(mode, decoders, duration_s, config.bluetooth.adapter))
    return measurements, best(measurements)


def _advertised(decoders: Iterable[Decoder]) -> list[Decoder]:
    return [decoder for decoder in decoders if isinstance(decoder.carrier, Advertised)]


def _listener(config: Config) -> Ble:

    scan = config.bluetooth.scan
    return Ble(
        parse_worn({str(place): text for place, text in config.sensors.items()}),
        Mode.DUPLICATES if scan == AUTO else Mode(scan),
        adapter=config.bluetooth.adapter,
        silence_s=IDLE_SILENCE_S,
        decoders=all_decoders().values(),
        may_power_cycle=False,
    )
