"""What is known about people: how they move in each exercise and how their sensors are heard.

A population is estimated from recordings (`recorder.simulator.estimate`) and lies in one file;
the packaged one holds means over the public Exermote recordings.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from recorder.simulator.timeline import KNOTS, Floats
from sessions.channels import PLACES
from sessions.errors import DataError, SourceError

GRAVITY = slice(0, 3)
ACCELERATION = slice(3, 6)
TURN = 6
PLACE = {place: slice(7 + 3 * index, 10 + 3 * index) for index, place in enumerate(PLACES)}
CHANNELS = 7 + 3 * len(PLACES)
"""A pose: the phone's gravity [g], acceleration [g] and rotation about gravity [rad/s], then each
Nearable's acceleration with gravity [g]."""

STANDING: Floats = np.array([0, -1, 0, 0, 0, 0, 0, *[0, -1, 0] * len(PLACES)], dtype=float)
"""The pose of a person who stands still with hanging arms."""

POSTURE_SPREAD, ACCELERATION_SPREAD, TURN_SPREAD = range(3)
PLACE_SPREAD = {place: 3 + index for index, place in enumerate(PLACES)}
SPREADS = 3 + len(PLACES)
"""By how much a moment differs from the mean pose, as a standard deviation per axis: of gravity's
direction [rad], then in the units of a pose."""

LEVELS: Floats = np.concatenate([np.linspace(0, 0.95, 96), 1 - np.geomspace(0.04, 1e-4, 30), [1]])
"""At which the quantiles of a Nearable's intervals are kept; long silences are rare and matter."""


PACKAGED = Path(__file__).with_name("population.npz")


@dataclass(frozen=True)
class Movement:
    """How people do one exercise.

    Attributes:
        curves: mean poses of each person, shape (people, `KNOTS`, `CHANNELS`).
        spread: standard deviations about them, shape (`KNOTS`, `SPREADS`).
    """

    curves: Floats
    spread: Floats


@dataclass(frozen=True)
class Link:
    """How a Nearable is heard.

    Attributes:
        interval_s: quantiles of the time from one packet heard to the next, at `LEVELS`; lost
            packets show as longer intervals.
        rssi_dbm: mean signal strength.
        rssi_spread_db: its standard deviation.
    """

    interval_s: Floats
    rssi_dbm: float
    rssi_spread_db: float


@dataclass(frozen=True)
class Population:
    """The people that athletes are drawn from.

    Attributes:
        movements: by exercise.
        lag_s: how late each recorded person began to move after the cue.
        jitter_s: standard deviation of the lag from repetition to repetition.
        strap_rad: standard deviation of the phone's rotation on the arm about x, y, z.
        links: by place.
    """

    movements: Mapping[str, Movement]
    lag_s: Floats
    jitter_s: float
    strap_rad: Floats
    links: Mapping[str, Link]

    def movement(self, exercise: str) -> Movement:
        """Returns how people do an exercise.

        Raises:
            SourceError: nobody has been seen to do it.
        """
        try:
            return self.movements[exercise]
        except KeyError:
            known = ", ".join(self.movements) or "none"
            raise SourceError(
                f"the simulated athlete has no trajectory for '{exercise}' (known: {known}); "
                "give one or choose other exercises"
            ) from None

    def taught(self, movements: Mapping[str, Movement]) -> "Population":
        """Returns the same people knowing further exercises."""
        return replace(self, movements={**self.movements, **movements})


def save_population(population: Population, path: Path) -> None:
    """Writes a population; equal ones give equal arrays."""
    arrays: dict[str, Floats] = {
        "lag_s": population.lag_s,
        "jitter_s": np.array(population.jitter_s),
        "strap_rad": population.strap_rad,
    }
    for exercise, movement in population.movements.items():
        arrays[f"movement/{exercise}/curves"] = movement.curves
        arrays[f"movement/{exercise}/spread"] = movement.spread
    for place, link in population.links.items():
        arrays[f"link/{place}"] = np.array(
            [link.rssi_dbm, link.rssi_spread_db, *link.interval_s], dtype=np.float64
        )
    packed = {
        name: array.astype(np.float16 if name.startswith("movement/") else np.float32)
        for name, array in arrays.items()
    }
    with path.open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, **packed)


def load_population(path: Path) -> Population:
    """Reads a population.

    Raises:
        DataError: the file cannot be read or is none.
    """
    try:
        with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
            arrays = {name: file[name].astype(np.float64) for name in file.files}
        return _unpacked(arrays)
    except (OSError, EOFError, ValueError, KeyError, BadZipFile) as error:
        raise DataError(path, f"is not a population of athletes: {error}") from error


@cache
def packaged_population() -> Population:
    """Returns the people of the public Exermote recordings."""
    return load_population(PACKAGED)


def _unpacked(arrays: Mapping[str, Floats]) -> Population:
    names = [name.split("/")[1] for name in arrays if name.endswith("/curves")]
    movements = {
        name: Movement(arrays[f"movement/{name}/curves"], arrays[f"movement/{name}/spread"])
        for name in names
    }
    for name, movement in movements.items():
        if movement.curves.shape[1:] != (KNOTS, CHANNELS) or movement.spread.shape != (
            KNOTS,
            SPREADS,
        ):
            raise ValueError(f"the arrays of '{name}' have another shape")
    links = {
        place: Link(values[2:], float(values[0]), float(values[1]))
        for place in PLACES
        if (values := arrays.get(f"link/{place}")) is not None
    }
    jitter_s = float(arrays["jitter_s"])
    return Population(movements, arrays["lag_s"], jitter_s, arrays["strap_rad"], links)
