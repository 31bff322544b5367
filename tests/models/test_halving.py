from dataclasses import replace
from itertools import groupby

import numpy as np
import pytest

from models.halving import halve, halved, unhalved_sets
from models.truth import true_repetitions, true_sets
from sessions.frames import SET_BREAK, Label, Phase
from sessions.recording import Recording
from tests.fakes.moving import moving

RECORDING = moving(duration_s=120.0)
REPETITIONS = true_repetitions(RECORDING.labels)
SETS = [s for s in true_sets(RECORDING.labels, REPETITIONS) if s.repetitions > 1]


def labelled_alone(known: bool, slack: int = 0) -> Recording:
    """The recording as if nobody had told more than where sets begin and end."""
    labels, counts = [SET_BREAK] * len(RECORDING.labels), {}
    for number, each in enumerate(SETS, start=1):
        inside = [r for r in REPETITIONS if each.start <= r.start < each.end]
        start, end = inside[0].start - slack, inside[-1].end + slack
        labels[start:end] = [Label(Phase.SET, each.exercise, number)] * (end - start)
        counts[number] = len(inside)
    return replace(RECORDING, labels=labels, counts=counts if known else {})


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("slack", [0, 10])
def test_repetitions_are_found_where_the_device_moves(known: bool, slack: int) -> None:
    done = [r for r in REPETITIONS if any(s.start <= r.start < s.end for s in SETS)]
    found = true_repetitions(halved(labelled_alone(known, slack)).labels)
    assert [r.exercise for r in found] == [r.exercise for r in done]
    off = [abs(a - b) for f, d in zip(found, done, strict=True) for a, b in ((f.start, d.start),)]
    assert np.median(off) <= 3


def test_each_repetition_has_two_halves_and_a_break_before_the_next() -> None:
    labels = halved(labelled_alone(known=True)).labels
    phases = [label.phase for label, _ in groupby(labels) if label.set == 1]
    number = SETS[0].repetitions
    one = [Phase.FIRST_HALF, Phase.SECOND_HALF]
    assert [p for p in phases if p is not Phase.BREAK] == one * number
    assert labels[0] == SET_BREAK
    numbers = {label.repetition for label in labels if label.set == 1}
    assert numbers == set(range(1, number + 1))


def test_what_is_told_already_remains() -> None:
    assert halved(RECORDING) is RECORDING
    assert unhalved_sets(RECORDING) == []


def test_what_was_not_known_is_said() -> None:
    known, estimated = halve(labelled_alone(known=True)), halve(labelled_alone(known=False))
    assert (known.found, known.estimated, known.lost) == (len(SETS), 0, ())
    assert (estimated.found, estimated.estimated) == (len(SETS), len(SETS))


def test_a_set_in_which_nothing_is_done_again_is_lost_and_keeps_its_labels() -> None:
    label = Label(Phase.SET, "Plank", 9)
    labels = [*RECORDING.labels[:-40], *[label] * 30, *[SET_BREAK] * 10]
    still = [replace(f, values=RECORDING.frames[0].values) for f in RECORDING.frames]
    found = halve(replace(RECORDING, labels=labels, frames=still))
    assert [lost.label for lost in found.lost] == [label]
    assert found.recording.labels == labels


def test_one_repetition_is_all_of_its_set() -> None:
    only = REPETITIONS[0]
    labels = [SET_BREAK] * len(RECORDING.labels)
    labels[only.start : only.end] = [Label(Phase.SET, "Squat", 1)] * (only.end - only.start)
    found = true_repetitions(halved(replace(RECORDING, labels=labels, counts={1: 1})).labels)
    assert [(r.start, r.end) for r in found] == [(only.start, only.end)]
