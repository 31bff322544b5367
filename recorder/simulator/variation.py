"""How a person's movement differs from the mean: seeded noise of the right size and pace.

The paces come from the autocorrelation of what remains of the public recordings when the mean
movement is taken off. Within sets and between them it is, for gravity's direction, .91 and .99
at a lag of 0.1 s, .36 and .79 at 0.5 s, .16 and .60 at 1 s; for acceleration .03 and .33 at
0.1 s; for a Nearable at 0.2 s .03 in sets, between them .75 on the trunk and the hands and .2 on
the feet. People are calm at one time and restless at another: between sets, the rotation rate
over a second is .08, .40, .89, 1.49 and 2.92 rad/s at the 5th, 25th, 50th, 75th and 95th
percentile.
"""

import zlib
from dataclasses import dataclass

import numpy as np

from recorder.simulator.population import (
    ACCELERATION_SPREAD,
    PLACE_SPREAD,
    POSTURE_SPREAD,
    SPREADS,
    TURN_SPREAD,
)
from recorder.simulator.timeline import Floats

_FAST_S, _SLOW_S = 0.25, 1.5
_JERK_S = 0.05
_MOOD_S = 1.5


@dataclass(frozen=True)
class _Temper:
    """How people differ from their mean while they do something.

    Attributes:
        fast: share of the quick part in the variance of their posture.
        sway: share of the slow part in the variance of what a Nearable reads.
        moodiness: how much more active they are at one time than at another.
    """

    fast: float
    sway: float
    moodiness: float


_MOVING = _Temper(fast=0.75, sway=0.2, moodiness=0.8)
_RESTING = _Temper(fast=0.1, sway=0.6, moodiness=2.5)


@dataclass(frozen=True)
class Variation:
    """Deviations from the mean, one row a time.

    Attributes:
        tilt_rad: rotation of the phone, axis times angle, shape (times, 3).
        acceleration_g: of the phone, shape (times, 3).
        turn_rad_s: of the phone about gravity, shape (times,).
        places_g: by place, of a Nearable's acceleration, shape (times, 3).
    """

    tilt_rad: Floats
    acceleration_g: Floats
    turn_rad_s: Floats
    places_g: dict[str, Floats]


def generator(seed: int, purpose: str) -> np.random.Generator:
    """Returns a generator of random numbers for one purpose; any whole number is a seed."""
    return np.random.default_rng([seed % 2**64, zlib.crc32(purpose.encode())])


def vary(spread: Floats, rate_hz: float, draw: np.random.Generator) -> Variation:
    """Draws the deviations of one workout.

    Args:
        spread: their standard deviations and, last, how far the person rests, from 0, moving,
            to 1, between sets; shape (times, `SPREADS` + 1).
        rate_hz: of the times.
        draw: where chance comes from.
    """

    def noise(width: int, memory_s: float) -> Floats:
        return coloured(draw, (len(spread), width), memory_s * rate_hz)

    resting = spread[:, SPREADS:]
    fast = _between(_MOVING.fast, _RESTING.fast, resting)
    sway = _between(_MOVING.sway, _RESTING.sway, resting)
    mood = noise(1, _MOOD_S)
    restless = _between(
        _activity(mood, _MOVING.moodiness), _activity(mood, _RESTING.moodiness), resting
    )

    own_time = np.cumsum(restless, axis=0)

    def mixed(share: Floats, quick_s: float) -> Floats:
        """Returns quick noise and slow noise; when the person holds still, both pause."""
        quick = np.sqrt(share) * restless * noise(3, quick_s)
        return quick + np.sqrt(1 - share) * _read_at(own_time, noise(3, _SLOW_S))

    return Variation(
        tilt_rad=spread[:, [POSTURE_SPREAD]] * mixed(fast, _FAST_S),
        acceleration_g=spread[:, [ACCELERATION_SPREAD]] * restless * noise(3, _JERK_S),
        turn_rad_s=(spread[:, [TURN_SPREAD]] * restless * noise(1, _JERK_S))[:, 0],
        places_g={
            place: spread[:, [column]] * mixed(1 - sway, _JERK_S)
            for place, column in PLACE_SPREAD.items()
        },
    )


def _between(moving: float | Floats, resting: float | Floats, done: Floats) -> Floats:
    return moving + (resting - moving) * done


def _activity(mood: Floats, moodiness: float) -> Floats:
    """Returns how active a person of a normally distributed mood is, with a mean square of 1.

    People hold quite still at times, but there is an end to how much they move.
    """
    at, weights = np.polynomial.hermite_e.hermegauss(20)
    mean_square = (weights * _logistic(moodiness * at) ** 2).sum() / weights.sum()
    return _logistic(moodiness * mood) / float(np.sqrt(mean_square))


def _logistic(values: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-values)), dtype=np.float64)


def _read_at(own_time: Floats, noise: Floats) -> Floats:
    """Returns noise as it passes for a body whose time runs unevenly; in rows, shape (rows, 1)."""
    rows = np.arange(len(noise))
    columns = [np.interp(own_time[:, 0], rows, axis, period=len(noise)) for axis in noise.T]
    return np.stack(columns, axis=1)


def coloured(draw: np.random.Generator, shape: tuple[int, int], memory: float) -> Floats:
    """Returns noise of variance 1 whose autocorrelation is a Gaussian.

    Args:
        draw: where chance comes from.
        shape: rows and independent columns.
        memory: rows after which the autocorrelation has fallen to exp(-1/2).
    """
    if shape[0] == 0:
        return np.zeros(shape)
    white = np.fft.rfft(draw.standard_normal(shape), axis=0)
    gain = np.exp(-((np.pi * memory * np.fft.rfftfreq(shape[0])) ** 2))
    whole = np.exp(-((np.pi * memory * np.fft.fftfreq(shape[0])) ** 2))
    noise = np.fft.irfft(white * gain[:, None], n=shape[0], axis=0)
    return np.asarray(noise / np.sqrt(np.mean(whole**2)), dtype=np.float64)
