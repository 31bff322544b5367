"""One virtual person who hears a script's cues, reacts late and moves: script × seed → motion."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from recorder.simulator.kinematics import attitude, rotation_rate, turned, unit
from recorder.simulator.population import ACCELERATION, GRAVITY, PLACE, TURN, Movement, Population
from recorder.simulator.timeline import (
    Floats,
    Piece,
    blend,
    done_s,
    increasing,
    pieces,
    repetitions_in,
    smoothed,
)
from recorder.simulator.variation import Variation, generator, vary
from sessions.script import Script

RATE_HZ = 50.0
"""At which motion is made up: well above what a body does."""

_LIKENESS = 0.4
"""Parameter of the Dirichlet distribution of weights: athletes mostly resemble one person."""

_NOBODY = 1e-6  # keeps the weights from all being 0
_LEAST_LAG_S, _MOST_LAG_S = -0.1, 0.6
_LAG_SPREAD_S = 0.05
_PERSON_AMPLITUDE, _REPETITION_AMPLITUDE = 0.06, 0.04
_TEMPO_S = 0.03
_SMOOTH_S = 0.04


@dataclass(frozen=True)
class Motion:
    """What an athlete's sensors would read, at `RATE_HZ` from the workout's start.

    Attributes:
        gravity_g: of the phone; unit vectors, shape (times, 3).
        acceleration_g: of the phone, without gravity, shape (times, 3).
        attitude_rad: pitch, roll, yaw of the phone, shape (times, 3).
        rotation_rad_s: of the phone, shape (times, 3).
        places_g: by place, a Nearable's acceleration with gravity, shape (times, 3).
    """

    gravity_g: Floats
    acceleration_g: Floats
    attitude_rad: Floats
    rotation_rad_s: Floats
    places_g: Mapping[str, Floats]


class Athlete:
    """A person drawn from a population.

    Args:
        population: whom the athlete resembles.
        seed: of the person, and of how each repetition differs from the last.
        lag_s: how late the athlete begins to move after a cue; drawn where it is not given.

    Attributes:
        lag_s: as above.
    """

    def __init__(self, population: Population, seed: int, lag_s: float | None = None) -> None:
        draw = generator(seed, "person")
        self._population = population
        self._seed = seed
        self._amplitude = 1 + _PERSON_AMPLITUDE * draw.standard_normal()
        self._strap_rad = draw.normal(0, population.strap_rad)
        drawn_s = draw.choice(population.lag_s) + _LAG_SPREAD_S * draw.standard_normal()
        self.lag_s = float(np.clip(drawn_s, _LEAST_LAG_S, _MOST_LAG_S)) if lag_s is None else lag_s

    def perform(self, script: Script) -> Motion:
        """Does a workout.

        Raises:
            SourceError: nobody of the population has done one of its exercises.
        """
        draw = generator(self._seed, "motion")
        count = repetitions_in(script)
        due_s = done_s(script, self.lag_s, self._population.jitter_s * draw.standard_normal(count))
        doing = pieces(script, increasing(due_s + _TEMPO_S * draw.standard_normal(len(due_s))))
        amplitude = self._amplitude + _REPETITION_AMPLITUDE * draw.standard_normal(count)
        time_s = np.arange(round(script.duration_s * RATE_HZ) + 1) / RATE_HZ
        poses = blend(doing, time_s, partial(self._poses, amplitude))
        spread = blend(doing, time_s, self._spread)
        return self._motion(smoothed(poses, _SMOOTH_S * RATE_HZ), vary(spread, RATE_HZ, draw))

    def _poses(self, amplitude: Floats, piece: Piece) -> Floats:
        curve = self._curve(piece.exercise)
        if piece.repetition is None:
            return curve[piece.part.value]
        start = curve[0]
        poses: Floats = start + amplitude[piece.repetition] * (curve[piece.part.value] - start)
        return poses

    def _spread(self, piece: Piece) -> Floats:
        """Returns the spreads of a piece's knots and, last, whether the athlete rests."""
        spread = self._movement(piece.exercise).spread[piece.part.value]
        return np.column_stack([spread, np.full(len(spread), float(piece.repetition is None))])

    def _curve(self, exercise: str | None) -> Floats:
        """Returns the athlete's own mean poses: a mixture of the people's."""
        curves = self._movement(exercise).curves
        weights = generator(self._seed, "likeness").gamma(_LIKENESS, size=len(curves)) + _NOBODY
        mixed: Floats = np.tensordot(weights / weights.sum(), curves, axes=1)
        return mixed

    def _movement(self, exercise: str | None) -> Movement:
        """Returns an exercise; in a workout without any, the athlete gets ready for one."""
        return self._population.movement(exercise or next(iter(self._population.movements)))

    def _motion(self, poses: Floats, varied: Variation) -> Motion:
        gravity = turned(unit(poses[:, GRAVITY]), varied.tilt_rad)
        rotation = rotation_rate(gravity, poses[:, TURN] + varied.turn_rad_s, RATE_HZ)
        acceleration = poses[:, ACCELERATION] + varied.acceleration_g
        gravity, acceleration, rotation = (
            turned(vectors, self._strap_rad) for vectors in (gravity, acceleration, rotation)
        )
        return Motion(
            gravity_g=gravity,
            acceleration_g=acceleration,
            attitude_rad=attitude(gravity, rotation, RATE_HZ),
            rotation_rad_s=rotation,
            places_g={p: poses[:, PLACE[p]] + own for p, own in varied.places_g.items()},
        )
