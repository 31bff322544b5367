"""Repetitions and their halves in sets of which no more is known than where they are.

One movement comes again and again in a set (`models.periods`). Its comings, laid over one another,
give a usual repetition: it begins and ends where the device is at rest as at the set's ends, and
turns where it is turned farthest from that. Each repetition is that one, where it came.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

import numpy as np
import numpy.typing as npt

from models.card import Unknown
from models.periods import alike, comings, motifs
from models.repeating import followed, rows_of
from models.windows import Floats
from sessions.frames import Label, Phase
from sessions.recording import Recording

LEAST_ALIKE = 0.6
"""So alike a repetition is to the others, where it is not known how many there are."""
LEAST_ALIKE_KNOWN = 0.25
"""The same where it is known."""
SMALL = 0.15
"""In a set movements count that are so many times as large as those that are told elsewhere."""
MOVING = 0.4
"""Share of the farthest, or fastest, of a repetition from which on the device is not at rest."""
SMOOTHED_S = 0.3
"""Speeds are averaged over so long."""
END_S = 0.3
"""So long at either end of a set it is at rest."""
SETTINGS = Unknown(told_from=LEAST_ALIKE)


@dataclass(frozen=True, slots=True)
class SetRows:
    """A set of which only that is known.

    Attributes:
        label: of its rows.
        start: its first row.
        end: the row after its last.
        count: how many repetitions it has, if that is known.
    """

    label: Label
    start: int
    end: int
    count: int | None


@dataclass(frozen=True, slots=True)
class Found:
    """A repetition in rows: where it begins, turns and is over."""

    start: int
    turn: int
    end: int


@dataclass(frozen=True)
class Halved:
    """A recording whose sets have repetitions, as far as these were found.

    Attributes:
        recording: with the labels; where a set's were not found they remain as they are.
        found: sets whose repetitions were found.
        estimated: how many of them have a count that was not known before.
        lost: the other sets.
    """

    recording: Recording
    found: int = 0
    estimated: int = 0
    lost: tuple[SetRows, ...] = ()


def halved(recording: Recording, *, estimates: bool = True) -> Recording:
    """Returns the recording with repetitions and halves in sets that are labelled alone.

    Args:
        recording: any; it remains as it is.
        estimates: also where it is not known how many repetitions there are.
    """
    return halve(recording, estimates=estimates).recording


def halve(recording: Recording, *, estimates: bool = True) -> Halved:
    """Finds the repetitions of each set that is labelled as one alone; as `halved`."""
    sets = [s for s in unhalved_sets(recording) if estimates or s.count is not None]
    if not sets:
        return Halved(recording)
    vector = followed([channel.column for channel in recording.channels])
    rows = _complete(rows_of(recording, vector)) if vector else None
    labels = list(recording.labels)
    lost: list[SetRows] = []
    for each in sets:
        found = [] if rows is None else repetitions(rows, each, recording.rate_hz)
        if found:
            labels[each.start : each.end] = _labels(each, found)
        else:
            lost.append(each)
    known = [each for each in sets if each not in lost]
    estimated = sum(each.count is None for each in known)
    return Halved(replace(recording, labels=labels), len(known), estimated, tuple(lost))


def unhalved_sets(recording: Recording) -> list[SetRows]:
    """Returns the sets whose repetitions the labels do not tell, in order."""
    found: list[SetRows] = []
    for label, run in groupby(range(len(recording.labels)), key=recording.labels.__getitem__):
        if label.phase is Phase.SET:
            rows = list(run)
            count = None if label.set is None else recording.counts.get(label.set)
            found.append(SetRows(label, rows[0], rows[-1] + 1, count))
    return found


def repetitions(rows: Floats, of: SetRows, rate_hz: float) -> list[Found]:
    """Returns the repetitions of a set; none where they are not found.

    Args:
        rows: (rows, 3), of the whole recording, in g.
        of: the set.
        rate_hz: of the rows.
    """
    if of.count == 1:
        return _only(rows, of, rate_hz)
    middles = _middles(rows, of, rate_hz)
    if len(middles) < 2:
        return []
    usual = _usual(rows, of, middles, rate_hz)
    return [] if usual is None else _placed(usual, middles, of)


def _complete(rows: Floats) -> Floats:
    """Returns the rows with missing values stood in for by the ones before."""
    known = np.where(np.isnan(rows), 0, np.arange(len(rows))[:, np.newaxis])
    latest = np.maximum.accumulate(known, axis=0)
    filled: Floats = np.nan_to_num(np.take_along_axis(rows, latest, axis=0))
    return filled


def _middles(rows: Floats, of: SetRows, rate_hz: float) -> list[int]:
    """Returns a row of each repetition, the same place in each.

    Each moment of the set is tried as the movement that comes again; the best is a large one whose
    comings are most alike.
    """
    steps = max(2, round(SETTINGS.motif_s * rate_hz))
    first = max(0, of.start - steps // 2)
    here = motifs(rows[first : of.end + steps // 2], steps)
    usual_size = 2 * SETTINGS.small_g2 * steps
    small = SMALL * usual_size
    apart = max(1, round(SETTINGS.apart_s * rate_hz))
    least = LEAST_ALIKE if of.count is None else LEAST_ALIKE_KNOWN
    best: list[int] = []
    best_worth = 0.0
    for motif in here:
        likenesses = alike(here, motif, small)
        places = comings(likenesses, least, apart)
        if of.count is not None:
            places = sorted(sorted(places, key=lambda p: -likenesses[p])[: of.count])
            if len(places) < of.count:
                continue
        size = motif[-1] / (motif[-1] + usual_size)
        worth = float(np.median(likenesses[places]) * size) if len(places) > 1 else 0.0
        if worth > best_worth:
            best, best_worth = places, worth
    return [first + place + steps // 2 for place in best]


def _usual(rows: Floats, of: SetRows, middles: Sequence[int], rate_hz: float) -> Found | None:
    """Returns the usual repetition, in rows from its middle."""
    period = round(float(np.median(np.diff(middles))))
    offsets = np.arange(-period, period + 1)
    inside = np.clip(np.array(middles)[:, np.newaxis] + offsets, 0, len(rows) - 1)
    ends = max(1, round(END_S * rate_hz))
    still = np.concatenate([rows[of.start : of.start + ends], rows[of.end - ends : of.end]])
    away = np.median(np.linalg.norm(rows[inside] - still.mean(axis=0), axis=2), axis=0)
    speed = np.median(_speed(rows, rate_hz)[inside], axis=0)
    if not away.max() or not speed.max():
        return None
    away, speed = away / away.max(), speed / speed.max()
    before = int((away + speed)[: period + 1].argmin())
    soonest, latest = before + period // 2, before + period + 1
    after = soonest + int((away + speed)[soonest:latest].argmin())
    moving = np.flatnonzero((away > MOVING) | (speed > MOVING))
    moving = moving[(moving > before) & (moving < after)]
    if len(moving) < 2:
        return None
    start, end = int(moving[0]), int(moving[-1]) + 1
    turn = start + _half_way(speed[start:end])
    return Found(start - period, turn - period, end - period)


def _half_way(speed: npt.NDArray[np.floating[Any]]) -> int:
    """Returns the row before which half the way is done; neither end."""
    done = np.cumsum(speed)
    return min(max(int(np.searchsorted(done, done[-1] / 2)), 1), len(speed) - 1)


def _speed(rows: Floats, rate_hz: float) -> Floats:
    """Returns how fast each row changes, smoothed."""
    steps = max(1, round(SMOOTHED_S * rate_hz))
    changes = np.linalg.norm(np.gradient(rows, axis=0), axis=1)
    smoothed: Floats = np.convolve(changes, np.ones(steps) / steps, mode="same")
    return smoothed


def _placed(usual: Found, middles: Sequence[int], of: SetRows) -> list[Found]:
    """Returns the usual repetition at each place, within the set and none over another."""
    found: list[Found] = []
    for middle in middles:
        earliest = found[-1].end if found else of.start
        start = max(middle + usual.start, earliest)
        end = min(middle + usual.end, of.end)
        if end - start < 2:
            return []
        turn = min(max(middle + usual.turn, start + 1), end - 1)
        found.append(Found(start, turn, end))
    return found


def _only(rows: Floats, of: SetRows, rate_hz: float) -> list[Found]:
    """Returns the one repetition of a set: all of it."""
    if of.end - of.start < 2:
        return []
    turn = of.start + _half_way(_speed(rows, rate_hz)[of.start : of.end])
    return [Found(of.start, turn, of.end)]


def _labels(of: SetRows, found: Sequence[Found]) -> list[Label]:
    """Returns the labels of a set's rows: what lies before its first repetition is a set break.

    And so is what lies after its last.
    """
    labels = [Label(Phase.SET_BREAK)] * (of.end - of.start)
    for number, each in enumerate(found, start=1):
        following = found[number].start if number < len(found) else each.end
        for phase, start, end in (
            (Phase.FIRST_HALF, each.start, each.turn),
            (Phase.SECOND_HALF, each.turn, each.end),
            (Phase.BREAK, each.end, following),
        ):
            label = Label(phase, of.label.exercise, of.label.set, number)
            labels[start - of.start : end - of.start] = [label] * (end - start)
    return labels
