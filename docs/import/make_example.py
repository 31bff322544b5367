"""Makes the files of docs/import.md: what two loggers would have written of simulated athletes.

Run as ``python docs/import/make_example.py [DIR]``; the same files come out each time.
"""

import csv
import sys
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from recorder.simulator.athlete import RATE_HZ, Athlete, Motion
from recorder.simulator.population import packaged_population
from sessions.exercises import Exercises, load_exercises
from sessions.frames import Phase
from sessions.script import Script, generate
from sessions.units import STANDARD_GRAVITY_M_S2

HERE = Path(__file__).parent
EPOCH_MS = 1_764_000_000_000
STARTED = datetime(2025, 11, 25, 9, 30)  # noqa: DTZ001 - a logger that knows no zone
ADA, BEN, SEED_OF_THREE = 3, 4, 19
SETS = (("Squat", "squat", 8, 1), ("Situp", "situp", 6, 2), ("Burpee", "burpee", 5, 3))
WORDS = {"Squat": "squatting", "Situp": "sitting up", "Burpee": "burpees"}

Floats = NDArray[np.float64]


def main(folder: Path) -> None:
    """Writes both examples into a folder."""
    (folder / "by-name").mkdir(parents=True, exist_ok=True)
    for exercise, word, count, seed in SETS:
        script = workout([exercise], (count,), seed)
        stem = f"ada_{word}_{count}"
        write_two_files(folder / "by-name", stem, performed(script, ADA), seed)
    script = workout(list(WORDS), (5, 5, 5), seed=SEED_OF_THREE)
    write_one_file(folder / "by-column.csv", script, performed(script, BEN))


def workout(names: Sequence[str], counts: Sequence[int], seed: int) -> Script:
    """Returns a set of so many repetitions each, with short breaks around them."""
    chosen = tuple(
        msgspec.structs.replace(exercise, repetitions=(counts[0], counts[0]), pause_s=(0.8, 1.2))
        for exercise in load_exercises().exercises
        if exercise.name in names
    )
    script = generate(Exercises(exercises=chosen, set_break_s=(5.0, 6.0)), seed, 300.0)
    too_late = [s.label.set for s in script.segments].index(len(counts) + 1)
    return Script(script.segments[:too_late], seed)


def performed(script: Script, seed: int) -> Motion:
    """Returns what the phone of a simulated athlete reads, in iOS convention."""
    return Athlete(packaged_population(), seed).perform(script)


def write_two_files(folder: Path, stem: str, motion: Motion, seed: int) -> None:
    """Writes an accelerometer in m/s² at 12.5 Hz and a gyroscope in °/s at 25 Hz."""
    start_ms = EPOCH_MS + 600_000 * seed
    at_s, acceleration = read(android_m_s2(motion), 12.5, late_s=0.013)
    write(
        folder / f"{stem}_accelerometer.csv",
        ("epoch (ms)", "x (m/s2)", "y (m/s2)", "z (m/s2)"),
        ([round(start_ms + 1000 * t), *row] for t, row in rows(at_s, acceleration, 2)),
    )
    at_s, rotation = read(np.degrees(motion.rotation_rad_s), 25.0, late_s=0.021)
    write(
        folder / f"{stem}_gyroscope.csv",
        ("epoch (ms)", "x (deg/s)", "y (deg/s)", "z (deg/s)"),
        ([round(start_ms + 1000 * t), *row] for t, row in rows(at_s, rotation, 1)),
    )


def write_one_file(path: Path, script: Script, motion: Motion) -> None:
    """Writes everything at 20 Hz into one file, with what was done in a column."""
    at_s, acceleration = read(android_m_s2(motion), 20.0)
    _, rotation = read(motion.rotation_rad_s, 20.0)
    measured = rows(at_s, np.hstack([acceleration, rotation]), 2)
    write(
        path,
        ("when", "ax", "ay", "az", "gx", "gy", "gz", "activity"),
        ([when(t), *row, activity(script, t)] for t, row in measured),
    )


def when(time_s: float) -> str:
    """Returns a time as a person's clock shows it, without a zone."""
    return (STARTED + timedelta(seconds=time_s)).isoformat(sep=" ", timespec="milliseconds")


def activity(script: Script, time_s: float) -> str:
    """Returns what an observer would write down: the exercise alone, from first to last."""
    label = script.label_at(time_s)
    return "nothing" if label.phase is Phase.SET_BREAK else WORDS[label.exercise or ""]


def android_m_s2(motion: Motion) -> Floats:
    """Returns what an accelerometer reads: upwards in rest."""
    return -(motion.gravity_g + motion.acceleration_g) * STANDARD_GRAVITY_M_S2


def read(values: Floats, rate_hz: float, late_s: float = 0.0) -> tuple[Floats, Floats]:
    """Returns times, shape (rows,), and what is read at them, shape (rows, 3)."""
    known_s = np.arange(len(values)) / RATE_HZ
    at_s = np.arange(late_s, known_s[-1], 1 / rate_hz)
    return at_s, np.stack([np.interp(at_s, known_s, axis) for axis in values.T], axis=1)


def rows(at_s: Floats, values: Floats, digits: int) -> Iterable[tuple[float, list[str]]]:
    """Yields each time with its cells."""
    for time_s, row in zip(at_s.tolist(), values.tolist(), strict=True):
        yield time_s, [f"{value:.{digits}f}" for value in row]


def write(path: Path, header: Sequence[str], cells: Iterable[Sequence[object]]) -> None:
    """Writes a CSV."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(cells)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
