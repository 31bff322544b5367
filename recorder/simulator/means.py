"""Mean poses of people in recordings, and how far single repetitions are from them."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from recorder.simulator.alignment import Alignment, strapped
from recorder.simulator.kinematics import unit
from recorder.simulator.population import (
    ACCELERATION,
    ACCELERATION_SPREAD,
    CHANNELS,
    GRAVITY,
    PLACE,
    PLACE_SPREAD,
    POSTURE_SPREAD,
    SPREADS,
    STANDING,
    TURN,
    TURN_SPREAD,
    Movement,
)
from recorder.simulator.timeline import KNOTS, Floats, Part, Piece, done_s, pieces, smoothed
from recorder.simulator.tracks import Heard, Track, sampled
from sessions.channels import PLACES

_FAR_S = 0.6
"""A Nearable says nothing about a moment further than this from its nearest packet."""

_COMMON = 3.0
"""How many repetitions of everybody's stand beside a person's own, to steady what is rare."""

_CALM_KNOTS = 2.0
"""Width of the smoothing of what happens once a set, and so is seen too seldom for a mean."""


def movements_of(tracks: Sequence[Track], alignments: Sequence[Alignment]) -> dict[str, Movement]:
    """Returns how the people in recordings move, by exercise."""
    seen = [_Seen(track, aligned) for track, aligned in zip(tracks, alignments, strict=True)]
    sums = _Sums(CHANNELS)
    for recording in seen:
        recording.add(recording.poses, sums)
    curves = {key: _curve(sums, *key) for key in sorted(sums.of)}
    squares = _Sums(SPREADS)
    for recording in seen:
        recording.add(partial(recording.squares, curves), squares)
    return {
        name: Movement(
            np.array([curve for (_, exercise), curve in curves.items() if exercise == name]),
            np.sqrt(_calm(np.nan_to_num(squares.pooled(name)))),
        )
        for name in sorted({exercise for _, exercise in curves})
    }


class _Seen:
    """A recording, aligned: its poses and the pieces of movement that they belong to."""

    def __init__(self, track: Track, alignment: Alignment) -> None:
        self._track = track
        self._pieces = pieces(
            track.script, done_s(track.script, alignment.lag_s, alignment.jitter_s)
        )
        phone = strapped(track.phone, alignment.strap)
        turn = (phone[:, :3] * phone[:, 6:]).sum(axis=1)
        self._phone = np.column_stack([phone[:, :6], turn])

    def poses(self, piece: Piece) -> Floats:
        """Returns shape (the part's knots, CHANNELS); NaN where a place was not heard."""
        at_s = piece.knots_s
        places = [_near(self._track.heard.get(place), at_s) for place in PLACES]
        return np.hstack([sampled(self._track.time_s, self._phone, at_s), *places])

    def squares(self, curves: Mapping[tuple[str, str], Floats], piece: Piece) -> Floats:
        """Returns the squared distances per axis from the mean, (the part's knots, SPREADS)."""
        mean = curves[self._track.subject, piece.exercise or ""][piece.part.value]
        poses = self.poses(piece)
        apart = (poses - mean) ** 2
        tilt = np.cross(poses[:, GRAVITY], mean[:, GRAVITY])
        found = np.empty((len(poses), SPREADS))
        found[:, POSTURE_SPREAD] = (tilt**2).sum(axis=1) / 2
        found[:, ACCELERATION_SPREAD] = apart[:, ACCELERATION].mean(axis=1)
        found[:, TURN_SPREAD] = apart[:, TURN]
        for place, column in PLACE_SPREAD.items():
            found[:, column] = apart[:, PLACE[place]].mean(axis=1)
        return found

    def add(self, read: Callable[[Piece], Floats], sums: "_Sums") -> None:
        """Adds what ``read`` gives at the knots that the recording passes."""
        last_s = float(self._track.time_s[-1])
        for piece in self._pieces:
            if piece.exercise is not None:
                at_s = piece.knots_s
                low_s, high_s = max(piece.start_s, 0.0), min(piece.end_s, last_s)
                passed = (at_s > low_s - piece.joint_s) & (at_s < high_s + piece.joint_s)
                sums.add((self._track.subject, piece.exercise), piece.part, passed, read(piece))


def _near(heard: Heard | None, at_s: Floats) -> Floats:
    if heard is None or len(heard.time_s) < 2:
        return np.full((len(at_s), 3), np.nan)
    values = sampled(heard.time_s, heard.acceleration_g, at_s)
    after = np.searchsorted(heard.time_s, at_s).clip(1, len(heard.time_s) - 1)
    before_s = np.abs(at_s - heard.time_s[after - 1])
    far = np.minimum(before_s, np.abs(heard.time_s[after] - at_s)) > _FAR_S
    return np.where(far[:, None], np.nan, values)


class _Sums:
    """Sums and counts of what was read at each knot, by subject and exercise."""

    def __init__(self, width: int) -> None:
        self._width = width
        self.of: dict[tuple[str, str], tuple[Floats, Floats]] = {}

    def add(
        self, key: tuple[str, str], part: Part, passed: NDArray[np.bool_], values: Floats
    ) -> None:
        shape = (KNOTS, self._width)
        total, count = self.of.setdefault(key, (np.zeros(shape), np.zeros(shape)))
        known = passed[:, None] & ~np.isnan(values)
        total[part.value] += np.where(known, values, 0.0)
        count[part.value] += known

    def pooled(self, exercise: str) -> Floats:
        """Returns the mean over everybody's repetitions, shape (KNOTS, width)."""
        own = [sums for (_, name), sums in self.of.items() if name == exercise]
        total = np.sum([total for total, _ in own], axis=0)
        return _held(total, np.sum([count for _, count in own], axis=0))


def _held(total: Floats, count: Floats) -> Floats:
    """Returns means; where nothing was read, that of the knot before in its part, or after."""
    mean = np.where(count > 0, total / np.maximum(count, 1), np.nan)
    for part in Part:
        rows = mean[part.value]
        for knot in range(1, len(rows)):
            rows[knot] = np.where(np.isnan(rows[knot]), rows[knot - 1], rows[knot])
        for knot in reversed(range(len(rows) - 1)):
            rows[knot] = np.where(np.isnan(rows[knot]), rows[knot + 1], rows[knot])
    return mean


def _curve(sums: _Sums, subject: str, exercise: str) -> Floats:
    """Returns a person's mean poses, steadied by everybody's."""
    total, count = sums.of[subject, exercise]
    common = sums.pooled(exercise)
    common = np.where(np.isnan(common), STANDING, common)
    curve = _calm((total + _COMMON * common) / (count + _COMMON))
    curve[:, GRAVITY] = unit(curve[:, GRAVITY])
    return curve


def _calm(curve: Floats) -> Floats:
    """Returns a curve with the parts that happen once a set smoothed."""
    calm = curve.copy()
    for part in (Part.LEAVE, Part.APPROACH):
        calm[part.value] = smoothed(curve[part.value], _CALM_KNOTS)
    return calm
