"""Files such as other programs write, of movements that are known exactly."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

MAP = """
files: '(?P<subject>[a-z]+)_(?P<exercise>[a-z]+)_(?P<count>[0-9]+)_(?P<sensor>acc|gyr)[.]csv$'
tables:
  acc:
    time: {column: ms, unit: ms}
    quantities:
      phone.acceleration: {columns: [x, y, z], unit: m/s2, convention: android, gravity: true}
  gyr:
    time: {column: ms, unit: ms}
    quantities:
      phone.rotation: {columns: [x, y, z], unit: deg/s}
"""
"""Explains what `write_pair` writes."""

ONE = """
files: 'log.*[.]csv$'
subject: {name: Ada}
tables:
  all:
    time: {column: s, unit: s}
    quantities:
      phone.acceleration: {columns: [ax, ay, az], unit: g, convention: ios, gravity: true}
      phone.rotation: {columns: [gx, gy, gz], unit: rad/s}
"""
"""Explains what `write_log` writes, but for its labels."""


def rocking(time_s: Floats) -> tuple[Floats, Floats]:
    """Returns gravity [g] in iOS convention and rotation rate [rad/s] of a phone that is rocked.

    It turns about its x axis by up to 1 rad, every 2 s.
    """
    angle = np.sin(np.pi * time_s)
    rate = np.pi * np.cos(np.pi * time_s)
    nothing = np.zeros_like(time_s)
    gravity = np.stack([nothing, -np.cos(angle), np.sin(angle)], axis=1)
    return gravity, np.stack([rate, nothing, nothing], axis=1)


def write_csv(path: Path, header: str, rows: Sequence[Sequence[object]]) -> Path:
    """Writes a CSV."""
    lines = [header, *(",".join(map(str, row)) for row in rows)]
    path.write_text("\n".join(lines) + "\n")
    return path


def write_pair(folder: Path, stem: str, seconds: float = 20.0, start_s: float = 1.6e9) -> None:
    """Writes an accelerometer in m/s² at 12.5 Hz and a gyroscope in °/s at 25 Hz."""
    for sensor, rate_hz in (("acc", 12.5), ("gyr", 25.0)):
        at_s = np.arange(0, seconds, 1 / rate_hz)
        gravity, rotation = rocking(at_s)
        values = -9.80665 * gravity if sensor == "acc" else np.degrees(rotation)
        times_ms = np.round(1000 * (start_s + at_s)).astype(int)
        rows = [[t, *np.round(v, 4)] for t, v in zip(times_ms, values, strict=True)]
        write_csv(folder / f"{stem}_{sensor}.csv", "ms,x,y,z", rows)


def write_log(path: Path, activities: Sequence[tuple[str, float]], rate_hz: float = 20.0) -> Path:
    """Writes everything into one file, with a column that says what was done for how long."""
    words = [word for word, seconds in activities for _ in range(round(seconds * rate_hz))]
    at_s = np.arange(len(words)) / rate_hz
    values = np.hstack(rocking(at_s))
    rows = [[t, *np.round(v, 4), w] for t, v, w in zip(at_s, values, words, strict=True)]
    return write_csv(path, "s,ax,ay,az,gx,gy,gz,activity", rows)
