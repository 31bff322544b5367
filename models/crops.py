"""What a streaming network is trained on: stretches of recordings, changed at random."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models import augment
from models.labels import Ints
from models.rotations import Matrix, rotation_about, turned
from models.tcn import slow_means
from models.vectors import MOVING
from models.windows import Floats

Random = np.random.Generator
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Augmentation:
    """How far recordings are changed; standard deviations unless said.

    Attributes:
        tempo: of the logarithm of the tempo.
        acceleration_gain: of the logarithm of its gain.
        rotation_gain: likewise, of rotation rates.
        sensor_gain: likewise, of the other sensors' readings.
        strap_deg: of the turns about x, y and z.
        noise: of gravity (g), acceleration (g) and rotation rate (rad/s).
        lossy: share of stretches in which rows are lost.
        most_lost: share of their rows that are lost at most.
        gap_s: how long a gap is that half of them have, too.
        missing: share of stretches without rotation rates; half as many lack acceleration.
        sensor_missing: share of the other sensors that are missing.
        sensors_missing: share of stretches without any of them.
        starting: share of stretches that are the beginning of a stream: nothing is known before.
    """

    tempo: float = 0.15
    acceleration_gain: float = 0.2
    rotation_gain: float = 0.15
    sensor_gain: float = 0.1
    strap_deg: tuple[float, float, float] = (8.0, 25.0, 8.0)
    noise: tuple[float, float, float] = (0.02, 0.04, 0.12)
    lossy: float = 0.3
    most_lost: float = 0.3
    gap_s: float = 1.0
    missing: float = 0.1
    sensor_missing: float = 0.2
    sensors_missing: float = 0.3
    starting: float = 0.3

    def tempo_of(self, random: Random) -> float:
        return float(np.exp(random.normal(0, self.tempo)).clip(0.6, 1.6))


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """A recording that stretches are taken of.

    Attributes:
        x: (rows, channels); the moving device's first, if there is one, turned upright.
        phases: (rows,).
        means: (rows, 3 · means), slow means of gravity; no columns without a moving device.
    """

    x: Floats
    phases: Ints
    means: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Stretches.

    Attributes:
        x: (stretches, rows, channels), as sensors would have read it; NaN is missing.
        means: (stretches, rows, 3 · means), slow means of gravity.
        phases: (stretches, rows).
        upright: (stretches, rows, 9), what an upright device would have read without faults; no
            columns without a moving device.
    """

    x: Floats
    means: Floats
    phases: Ints
    upright: Floats

    def part(self, rows: slice) -> "Batch":
        """Returns some of the stretches."""
        return Batch(self.x[rows], self.means[rows], self.phases[rows], self.upright[rows])


class Crops:
    """Draws stretches; long recordings are drawn from more often.

    Args:
        sources: at least one that is not empty.
        steps: rows of a stretch.
        rate_hz: of the rows.
        means_s: time constants of the sources' means.
        augmentation: how they are changed.
        random: what they are drawn with.
    """

    def __init__(
        self,
        sources: Sequence[Source],
        *,
        steps: int,
        rate_hz: float,
        means_s: Sequence[float],
        augmentation: Augmentation,
        random: Random,
    ) -> None:
        self._sources = sources
        self._steps = steps
        self._rate_hz = rate_hz
        self._means_s = means_s
        self._how = augmentation
        self._random = random
        lengths = np.array([len(source.x) for source in sources])
        self._shares = lengths / lengths.sum()
        self.per_epoch = max(int(lengths.sum()) // steps, 1)

    def draw(self, count: int) -> Batch:
        """Returns so many stretches."""
        chosen = self._random.choice(len(self._sources), count, p=self._shares)
        drawn = [self._stretch(self._sources[index]) for index in chosen]
        batch = Batch(*(np.stack(parts) for parts in zip(*drawn, strict=True)))
        if batch.means.shape[2]:
            starts = self._random.random(count) < self._how.starting
            gravity = batch.x[starts, :, augment.GRAVITY]
            batch.means[starts] = slow_means(gravity, self._means_s, self._rate_hz)
        return batch

    def _stretch(self, source: Source) -> tuple[Floats, Floats, Ints, Floats]:
        tempo = self._how.tempo_of(self._random)
        last = max(len(source.x) - 1 - tempo * (self._steps - 1), 0)
        at = augment.times_at(tempo, self._random.uniform(0, last), self._steps)
        phases = augment.nearest(source.phases, at)
        means = augment.sampled(source.means, at)
        others = self._others(augment.sampled(source.x[:, means_start(source) :], at))
        if not means.shape[1]:
            return self._lost(others), means, phases, means
        clean = augment.at_tempo(source.x[:, :MOVING], at, tempo)
        clean = augment.with_gains(
            clean,
            np.exp(self._random.normal(0, self._how.acceleration_gain)),
            np.exp(self._random.normal(0, self._how.rotation_gain)),
        )
        strap = self._strap()
        moving = self._missing(self._noisy(augment.with_strap(clean, strap)))
        x = self._lost(np.concatenate([moving, others], axis=1))
        return x, turned(means, strap), phases, clean

    def _strap(self) -> Matrix:
        return rotation_about(self._random.normal(0, np.radians(self._how.strap_deg)))

    def _noisy(self, moving: Floats) -> Floats:
        spread = np.repeat(self._how.noise, 3)
        return (moving + self._random.normal(0, spread, moving.shape)).astype(np.float32)

    def _missing(self, moving: Floats) -> Floats:
        if self._random.random() < self._how.missing:
            moving = augment.without(moving, augment.ROTATION)
        if self._random.random() < self._how.missing / 2:
            moving = augment.without(moving, augment.ACCELERATION)
        return moving

    def _lost(self, x: Floats) -> Floats:
        """Returns rows of which some repeat the one before."""
        random, how = self._random, self._how
        if random.random() >= how.lossy:
            return x
        lost: Bools = random.random(len(x)) < random.uniform(0, how.most_lost)
        if random.random() < 0.5:
            start = random.integers(len(x))
            lost[start : start + round(how.gap_s * self._rate_hz)] = True
        return augment.held(x, lost)

    def _others(self, x: Floats) -> Floats:
        """Returns other sensors' readings with their gains, some or all of them missing."""
        sensors = x.shape[1] // 3
        gains = np.exp(self._random.normal(0, self._how.sensor_gain, sensors))
        gains[self._random.random(sensors) < self._how.sensor_missing] = np.nan
        if self._random.random() < self._how.sensors_missing:
            gains[:] = np.nan
        changed: Floats = (x * np.repeat(gains, 3)).astype(np.float32)
        return changed


def means_start(source: Source) -> int:
    """Returns where the other sensors' channels begin."""
    return MOVING if source.means.shape[1] else 0
