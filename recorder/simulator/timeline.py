"""What a body is doing when: a workout script cut into pieces of movement.

A movement is a row of poses ("knots") in five parts. The two halves stretch to the length that
the whistle asks for; the rest after a repetition, leaving the set and getting ready for the next
one run at their own pace.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from sessions.frames import Phase
from sessions.script import Script

Floats = NDArray[np.float64]


class Part(Enum):
    """A part of a movement; its value is where its knots lie in the row."""

    FIRST_HALF = slice(0, 24)
    SECOND_HALF = slice(24, 48)
    REST = slice(48, 78)
    LEAVE = slice(78, 138)
    APPROACH = slice(138, 198)

    @property
    def knots(self) -> int:
        return int(self.value.stop - self.value.start)


KNOTS = 198
OWN_PACE_S = 0.1
"""From one knot to the next in a part that is not stretched."""

_JOINT_S = 0.15
_TURN_S = 1.5
_OF_PHASE = {
    Phase.FIRST_HALF: Part.FIRST_HALF,
    Phase.SECOND_HALF: Part.SECOND_HALF,
    Phase.BREAK: Part.REST,
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one part of one movement.

    Attributes:
        exercise: whose movement it is; None where the whole workout has none.
        part: of the movement.
        start_s: when it begins.
        end_s: when it ends.
        first_s: when the part's first knot is or would have been passed.
        step_s: from one knot to the next.
        joint_s: half of the time that it takes to replace the piece before it.
        repetition: number of the repetition within the workout that it belongs to, from 0; None
            between sets.
    """

    exercise: str | None
    part: Part
    start_s: float
    end_s: float
    first_s: float
    step_s: float
    joint_s: float = _JOINT_S
    repetition: int | None = None

    @property
    def knots_s(self) -> Floats:
        """When each knot is passed, within the piece or not."""
        return self.first_s + self.step_s * np.arange(self.part.knots, dtype=np.float64)


def done_s(script: Script, lag_s: float, jitter_s: Sequence[float] | Floats) -> Floats:
    """Returns by edge of a script when a body comes to it: each change of label, and the end.

    Args:
        script: what it is told.
        lag_s: how late it follows.
        jitter_s: by repetition of the workout, how much later still.
    """
    delay_s = np.full(len(script.segments) + 1, lag_s)
    repetition = -1
    for index, segment in enumerate(script.segments):
        if segment.label.phase is Phase.FIRST_HALF:
            repetition += 1
            delay_s[index] += jitter_s[repetition]
        if segment.label.is_moving:
            delay_s[index + 1] += jitter_s[max(repetition, 0)]
    starts_s = [segment.start_s for segment in script.segments]
    return increasing(np.array([*starts_s, script.duration_s]) + delay_s)


def increasing(times_s: Floats) -> Floats:
    """Returns the times, each put off to at least 0.05 s after the one before it."""
    steps_s = 0.05 * np.arange(len(times_s))
    put_off: Floats = np.maximum.accumulate(times_s - steps_s) + steps_s
    return put_off


def repetitions_in(script: Script) -> int:
    """Returns how many repetitions a script begins."""
    return sum(segment.label.phase is Phase.FIRST_HALF for segment in script.segments)


def pieces(script: Script, done_s: Sequence[float] | Floats) -> list[Piece]:
    """Returns what a body does, in order and without gaps.

    Args:
        script: what it is told.
        done_s: by edge of the script, when the body comes to it; strictly increasing.
    """
    found: list[Piece] = []
    repetition = -1
    exercises = [None, *(segment.label.exercise for segment in script.segments), None]
    for index, (segment, times) in enumerate(zip(script.segments, pairwise(done_s), strict=True)):
        phase = segment.label.phase
        repetition += phase is Phase.FIRST_HALF
        if phase is Phase.SET_BREAK:
            found += _between_sets(exercises[index], exercises[index + 2], *times)
        else:
            found.append(_within_set(segment.label.exercise, _OF_PHASE[phase], repetition, *times))
    return found


def _within_set(
    exercise: str | None, part: Part, repetition: int, start_s: float, end_s: float
) -> Piece:
    step_s = OWN_PACE_S if part is Part.REST else (end_s - start_s) / (part.knots - 1)
    return Piece(exercise, part, start_s, end_s, start_s, step_s, repetition=repetition)


def _between_sets(
    before: str | None, after: str | None, start_s: float, end_s: float
) -> Iterator[Piece]:
    """Yields leaving one set and getting ready for the next, for half of the time each."""
    turn_s = (start_s + end_s) / 2
    if before is not None:
        until_s = end_s if after is None else turn_s
        yield Piece(before, Part.LEAVE, start_s, until_s, start_s, OWN_PACE_S)
    if before is None or after is not None:
        from_s = start_s if before is None else turn_s
        joint_s = _JOINT_S if before is None else min(_TURN_S, (end_s - start_s) / 4)
        first_s = end_s - OWN_PACE_S * (Part.APPROACH.knots - 1)
        yield Piece(after, Part.APPROACH, from_s, end_s, first_s, OWN_PACE_S, joint_s)


def blend(doing: Sequence[Piece], time_s: Floats, curve_of: Callable[[Piece], Floats]) -> Floats:
    """Returns the poses of a body at increasing times.

    Args:
        doing: what it does.
        time_s: when the poses are wanted; shape (times,).
        curve_of: gives a piece's poses, one a knot; shape (the part's knots, channels).

    Returns:
        Poses of shape (times, channels). Past a piece's last knot its last pose is held; where
        two pieces meet, one passes smoothly into the other.
    """
    total: Floats | float = 0.0
    weight: Floats = np.zeros(len(time_s))
    joints_s = [*(piece.joint_s for piece in doing), _JOINT_S]
    for index, piece in enumerate(doing):
        begins = -np.inf if index == 0 else piece.start_s
        ends = np.inf if index == len(doing) - 1 else piece.end_s
        low, high = np.searchsorted(time_s, (begins - joints_s[index], ends + joints_s[index + 1]))
        now_s = time_s[low:high]
        share = _ramp(now_s - begins, joints_s[index]) * _ramp(ends - now_s, joints_s[index + 1])
        poses = _at((now_s - piece.first_s) / piece.step_s, curve_of(piece))
        if isinstance(total, float):
            total = np.zeros((len(time_s), poses.shape[1]))
        total[low:high] += share[:, None] * poses
        weight[low:high] += share
    return total / weight[:, None]


def _ramp(since_s: Floats, half_s: float) -> Floats:
    """Returns a smooth rise from 0 at ``-half_s`` to 1 at ``half_s``."""
    done = np.clip(since_s / half_s, -1, 1)
    return 0.5 + done * (0.75 - 0.25 * done * done)


def _at(knot: Floats, curve: Floats) -> Floats:
    """Returns the poses of a curve between its knots, the outermost ones beyond them."""
    low = np.clip(knot.astype(int), 0, len(curve) - 2)
    part = np.clip(knot - low, 0, 1)[:, None]
    between: Floats = curve[low] * (1 - part) + curve[low + 1] * part
    return between


def smoothed(curve: Floats, width: float) -> Floats:
    """Returns a curve of shape (rows, channels) smoothed by a Gaussian, its ends held.

    Args:
        curve: what is smoothed along its rows.
        width: the Gaussian's standard deviation in rows.
    """
    reach = int(np.ceil(3 * width))
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / width) ** 2)
    padded = np.pad(curve, ((reach, reach), (0, 0)), mode="edge")
    columns = [np.convolve(column, kernel / kernel.sum(), mode="valid") for column in padded.T]
    return np.stack(columns, axis=1)
