from dataclasses import replace

import pytest

from exermoted.halves import with_halves
from models.truth import true_repetitions
from tests.models.test_halving import RECORDING, SETS, labelled_alone


def test_sets_that_are_labelled_alone_get_repetitions(capsys: pytest.CaptureFixture[str]) -> None:
    [learnt] = with_halves([labelled_alone(known=True)])
    assert len(true_repetitions(learnt.labels)) == sum(each.repetitions for each in SETS)
    assert capsys.readouterr().err == ""


def test_counts_that_are_estimated_are_said_in_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    with_halves([labelled_alone(known=False)])
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith(f"{RECORDING.path}: the repetitions of {len(SETS)} sets are counted by")


def test_a_set_without_repetitions_is_cut_out_and_said(capsys: pytest.CaptureFixture[str]) -> None:
    recording = labelled_alone(known=True)
    start, end = SETS[0].start, SETS[0].end
    frames = list(recording.frames)
    frames[start - 15 : end + 15] = [
        replace(frame, values=frames[0].values) for frame in frames[start - 15 : end + 15]
    ]
    parts = with_halves([replace(recording, frames=frames)])
    assert "set 1" in capsys.readouterr().err
    assert sum(len(part.frames) for part in parts) < len(recording.frames)
    done = sum(len(true_repetitions(part.labels)) for part in parts)
    assert done == sum(each.repetitions for each in SETS[1:])
