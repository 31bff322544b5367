"""Tables of Bluetooth sensors: those in the air, and what each mode of scanning gives of them."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from recorder.heard import SensorState

if TYPE_CHECKING:
    from recorder.ble.measure import Measurement

FORGOTTEN_S = 10.0
"""A sensor silent for so long is shown as gone."""

NOTES_SHOWN = 3


class SensorsDisplay:
    """The sensors in the air, as they are heard."""

    def __init__(self) -> None:
        self._sensors: Sequence[SensorState] = ()
        self._notes: list[str] = []

    def show(self, sensors: Sequence[SensorState], notes: Sequence[str]) -> None:
        self._sensors = sensors
        self._notes = [*self._notes, *notes][-NOTES_SHOWN:]

    def render(self) -> RenderableType:
        lines: list[RenderableType] = [sensor_table(self._sensors)]
        if not self._sensors:
            lines.append(Text("nothing is heard yet; a Nearable wakes when it is moved"))
        return Group(*lines, *(Text(note, style="yellow") for note in self._notes))


def sensor_table(sensors: Sequence[SensorState]) -> Table:
    """Returns a row for each sensor; it fits a terminal of 80 columns."""
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="underline")
    for heading in ("place", "sensor"):
        table.add_column(heading, no_wrap=True)
    for heading in ("Hz", "dBm", "V", "°C"):
        table.add_column(heading, justify="right", no_wrap=True)
    for heading in ("motion", "new/all", "gaps"):
        table.add_column(heading, no_wrap=True)
    for sensor in sensors:
        gone = sensor.silent_s > FORGOTTEN_S
        table.add_row(
            (sensor.place or "").replace("_", " "),
            sensor.text,
            f"{sensor.rate_hz:.1f}",
            _number(sensor.rssi_dbm, 0),
            _number(sensor.battery_v, 2),
            _number(sensor.temperature_c, 1),
            "silent" if gone else {True: "moving", False: "still", None: ""}[sensor.is_moving],
            f"{sensor.new_samples}/{sensor.packets}",
            str(sensor.gaps),
            style="dim" if gone else "bold" if sensor.place else "",
        )
    return table


def _number(value: float | None, decimals: int) -> str:
    return "" if value is None or math.isnan(value) else f"{value:.{decimals}f}"


def mode_table(
    tried: Sequence["Measurement"], names: dict[str, str], best: "Measurement"
) -> RenderableType:
    """Returns the rate of new samples of each sensor in each mode.

    Args:
        tried: a measurement of each mode.
        names: of sensors, by identifier, where they have one.
        best: the one to use.
    """
    table = Table("new samples", *(str(m.mode) for m in tried))
    identifiers = sorted({identifier for m in tried for identifier in m.new_hz})
    for identifier in identifiers:
        rates = (f"{m.new_hz.get(identifier, 0.0):.1f} Hz" if not m.failure else "" for m in tried)
        table.add_row(names.get(identifier, identifier), *rates)
    verdicts = ("does not work" if m.failure else "best" if m is best else "" for m in tried)
    table.add_row("", *verdicts, style="bold")
    failures = (Text(f"{m.mode}: {m.failure}", style="yellow") for m in tried if m.failure)
    heard = () if identifiers else (Text("nothing was heard; move the sensors meanwhile"),)
    return Group(table, *heard, *failures)
