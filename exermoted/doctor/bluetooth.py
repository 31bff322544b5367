"""Bluetooth: adapter, rights, the modes of scanning and how well each sensor is heard."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from exermoted.config import Config
from exermoted.doctor.finding import Finding, error, ok, warning
from recorder.decoder import Advertised
from recorder.worn import Worn, parse_worn
from sessions.errors import SourceError, UsageError

if TYPE_CHECKING:
    from recorder.ble.measure import Measurement

MEASURE_S = 2.0
START = "sudo systemctl start bluetooth; without it, sudo apt-get install bluez"


async def check_bluetooth(config: Config) -> list[Finding]:
    """Tries each mode of scanning for a while.

    What is missing is an error where sensors are worn, and else a warning.
    """
    from exermoted.bluetooth import AUTO, measure_modes  # noqa: PLC0415 - loads bleak

    try:
        worn = parse_worn({str(place): text for place, text in config.sensors.items()})
    except UsageError as problem:
        return [error("sensors", str(problem), "exermoted sensors assign PLACE IDENTIFIER")]
    try:
        tried, best = await measure_modes(config, MEASURE_S, lambda _: None)
    except SourceError as problem:
        what, _, todo = str(problem).removeprefix("Bluetooth: ").partition("; ")
        return [(error if worn else warning)("bluetooth", what, todo or START)]
    scan = best.mode if config.bluetooth.scan == AUTO else config.bluetooth.scan
    used = next(measured for measured in tried if measured.mode == scan)
    return [_mode(used, best), *_sensors(worn, used)]


def _mode(used: "Measurement", best: "Measurement") -> Finding:
    if used.failure:
        return error("bluetooth", f"mode {used.mode}: {used.failure}", f"set scan: {best.mode}")
    return ok("bluetooth", f"scans in mode {used.mode}, {used.total_packets_hz:.0f} packets/s")


def _sensors(worn: Sequence[Worn], used: "Measurement") -> Iterable[Finding]:
    if not worn:
        found = f"none is assigned; {len(used.packets_hz)} in the air"
        yield warning("sensors", found, "exermoted sensors assign PLACE IDENTIFIER")
    for sensor in worn:
        if not isinstance(sensor.decoder.carrier, Advertised):
            continue  # one that is connected to says nothing until it is
        rate_hz = used.packets_hz.get(sensor.identifier, 0.0)
        place = sensor.place.replace("_", " ")
        if rate_hz:
            yield ok("sensors", f"{place}: {rate_hz:.1f} packets/s")
        else:
            found = f"{place}: {sensor.identifier} is not heard"
            yield error("sensors", found, "shake it: it may be asleep; else change its battery")
