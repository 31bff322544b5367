"""Bringing recordings of many people together: each one's lag behind the cue and its strap.

The phone sits on the arm a little differently in every recording (in some of the public ones by
180°), and people follow the cue at different delays. Both are found by comparing a recording's
mean repetitions with those of all recordings, in turns (generalised Procrustes analysis with
Kabsch's rotation), without knowing anything about particular recordings.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from recorder.simulator.timeline import Floats, Part, repetitions_in
from recorder.simulator.tracks import Track, sampled
from sessions.frames import Phase

_ROUNDS = 12
_LAGS_S: Floats = np.linspace(-0.5, 1.0, 31)
_JITTERS_S: Floats = np.linspace(-0.4, 0.4, 17)
_TYPICAL_S = 0.25
_WEIGHTS: Floats = np.array([1, 1, 1, 1, 1, 1, 1 / 3, 1 / 3, 1 / 3])
"""Makes g and rad/s weigh alike."""

_ONSET_S: Floats = np.linspace(-1.0, 1.0, 41)
_ONSET = 0.25


@dataclass(frozen=True)
class Alignment:
    """What distinguishes one recording from the others.

    Attributes:
        strap: rotation matrix from what the phone read to what it would on the usual strap.
        lag_s: how late its person begins to move after the cue.
        jitter_s: by repetition that its script begins, how much later still.
    """

    strap: Floats
    lag_s: float
    jitter_s: Floats


@dataclass(frozen=True, slots=True)
class _Repetition:
    number: int
    exercise: str
    start_s: float
    turn_s: float
    end_s: float

    def knots_s(self) -> Floats:
        """Returns when the knots of both halves would be passed without a lag."""
        halves = ((self.start_s, self.turn_s), (self.turn_s, self.end_s))
        knots = (Part.FIRST_HALF.knots, Part.SECOND_HALF.knots)
        parts = [np.linspace(*half, count) for half, count in zip(halves, knots, strict=True)]
        return np.concatenate(parts)


def _repetitions(track: Track) -> list[_Repetition]:
    found: list[_Repetition] = []
    number = -1
    for first, second in pairwise(track.script.segments):
        number += first.label.phase is Phase.FIRST_HALF
        if first.label.phase is Phase.FIRST_HALF and second.label.phase is Phase.SECOND_HALF:
            times_s = (first.start_s, first.end_s, second.end_s)
            found.append(_Repetition(number, first.label.exercise or "", *times_s))
    return found


def holds_repetitions(track: Track) -> bool:
    """Whether there is a whole repetition by which a recording can be aligned."""
    return bool(_repetitions(track))


def align(tracks: Sequence[Track]) -> list[Alignment]:
    """Returns each recording's alignment, in their order; each holds a repetition."""
    bodies = [_Body(track) for track in tracks]
    for _ in range(_ROUNDS):
        means = _means(bodies)
        for body in bodies:
            body.turn_towards(means)
            body.shift_towards(means)
    common = _common_rotation([body.strap for body in bodies])
    for body in bodies:
        body.strap = common.T @ body.strap
    theirs = _means_of_subjects(bodies)
    late_s = _onset_s(bodies)
    return [
        Alignment(body.strap, body.lag_s + late_s, body.jitter_s(theirs[body.track.subject]))
        for body in bodies
    ]


class _Body:
    """A recording's repetitions at every lag that is tried."""

    def __init__(self, track: Track) -> None:
        self.track = track
        self.strap: Floats = np.eye(3)
        self.lag_s = _TYPICAL_S
        self.repetitions = _repetitions(track)
        self.counts = Counter(repetition.exercise for repetition in self.repetitions)
        self._at_lags = {name: self._mean_at_lags(name) for name in self.counts}

    def _mean_at_lags(self, exercise: str) -> Floats:
        cuts = [self._cut(r, _LAGS_S) for r in self.repetitions if r.exercise == exercise]
        mean: Floats = np.mean(cuts, axis=0)
        return mean

    def _cut(self, repetition: _Repetition, lags_s: Floats) -> Floats:
        """Returns what the phone read, weighted; shape (lags, knots, 9)."""
        at_s = repetition.knots_s() + lags_s[:, None]
        return sampled(self.track.time_s, self.track.phone, at_s) * _WEIGHTS

    def mean(self, exercise: str) -> Floats:
        """Returns the mean repetition as turned and shifted now, shape (knots, 9)."""
        index = int(np.argmin(np.abs(_LAGS_S - self.lag_s)))
        return strapped(self._at_lags[exercise][index], self.strap)

    def turn_towards(self, means: dict[str, Floats]) -> None:
        own = [strapped(self.mean(name), self.strap.T) for name in self.counts]
        theirs = [means[name] for name in self.counts]
        self.strap = _kabsch(np.concatenate(own), np.concatenate(theirs))

    def shift_towards(self, means: dict[str, Floats]) -> None:
        error = np.zeros(len(_LAGS_S))
        for name, count in self.counts.items():
            difference = strapped(self._at_lags[name], self.strap) - means[name]
            error += count * (difference**2).sum(axis=(1, 2))
        self.lag_s = float(_LAGS_S[error.argmin()])

    def jitter_s(self, means: dict[str, Floats]) -> Floats:
        found = np.zeros(repetitions_in(self.track.script))
        for repetition in self.repetitions:
            cut = strapped(self._cut(repetition, self.lag_s + _JITTERS_S), self.strap)
            error = ((cut - means[repetition.exercise]) ** 2).sum(axis=(1, 2))
            found[repetition.number] = _JITTERS_S[error.argmin()]
        return found

    def rotation_at_start(self) -> Floats:
        """Returns the mean size of the rotation around the start of a repetition."""
        sizes = np.linalg.norm(self.track.phone[:, 6:], axis=1, keepdims=True)
        starts_s = np.array([repetition.start_s for repetition in self.repetitions])
        at_s = starts_s[:, None] + self.lag_s + _ONSET_S
        mean: Floats = sampled(self.track.time_s, sizes, at_s)[..., 0].mean(axis=0)
        return mean


def strapped(vectors: Floats, strap: Floats) -> Floats:
    """Returns rows of three-dimensional vectors turned by a rotation matrix."""
    shape = vectors.shape
    triples: Floats = vectors.reshape(*shape[:-1], -1, 3)
    return (triples @ strap.T).reshape(shape)


def _means(bodies: Sequence[_Body]) -> dict[str, Floats]:
    """Returns the mean repetition by exercise; each recording counts once."""
    found: dict[str, list[Floats]] = {}
    for body in bodies:
        for name in body.counts:
            found.setdefault(name, []).append(body.mean(name))
    return {name: np.mean(means, axis=0) for name, means in found.items()}


def _means_of_subjects(bodies: Sequence[_Body]) -> dict[str, dict[str, Floats]]:
    subjects = dict.fromkeys(body.track.subject for body in bodies)
    return {
        subject: _means([body for body in bodies if body.track.subject == subject])
        for subject in subjects
    }


def _kabsch(own: Floats, theirs: Floats) -> Floats:
    """Returns the rotation that brings rows of vectors closest to others."""
    return _nearest_rotation(theirs.reshape(-1, 3).T @ own.reshape(-1, 3))


def _nearest_rotation(matrix: Floats) -> Floats:
    left, _, right = np.linalg.svd(matrix)
    sign = np.linalg.det(left @ right)
    rotation: Floats = left @ np.diag([1.0, 1.0, sign]) @ right
    return rotation


def _common_rotation(straps: Sequence[Floats]) -> Floats:
    """Returns the mean of the rotations that are within 90° of one another's mean.

    Phones strapped on the wrong way round do not belong to the usual strap.
    """
    common = _nearest_rotation(np.median(straps, axis=0))
    for _ in range(_ROUNDS):
        usual = [strap for strap in straps if is_usual(common.T @ strap)] or straps
        common = _nearest_rotation(np.mean(usual, axis=0))
    return common


def is_usual(strap: Floats) -> bool:
    """Whether a strap's rotation is below 90°."""
    return bool(np.trace(strap) > 1)


def rotation_rad(matrix: Floats) -> Floats:
    """Returns the axis times the angle of a rotation matrix of less than 180°."""
    angle = float(np.arccos(np.clip((np.trace(matrix) - 1) / 2, -1, 1)))
    skew = matrix - matrix.T
    axis = np.array([skew[2, 1], skew[0, 2], skew[1, 0]]) / 2
    return axis / max(np.sinc(angle / np.pi), 1e-9)


def _onset_s(bodies: Sequence[_Body]) -> float:
    """Returns how long after the lag of best fit people are seen to begin to move.

    That is when the rotation has risen by a quarter from its quietest before the cue to its
    peak after it, on the mean of all recordings.
    """
    level = np.mean([body.rotation_at_start() for body in bodies], axis=0)
    quiet = int(level[: len(level) // 2 + 1].argmin())
    peak = level[quiet:].max()
    rising = level[quiet:] > level[quiet] + _ONSET * (peak - level[quiet])
    return float(_ONSET_S[quiet + int(rising.argmax())])
