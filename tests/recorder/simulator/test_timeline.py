from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recorder.simulator.timeline import KNOTS, Part, Piece, blend, done_s, pieces, smoothed
from sessions.exercises import load_exercises
from sessions.frames import SET_BREAK, Label, Phase
from sessions.script import Script, Segment, generate

LUNGE = [
    Segment(0.0, 10.0, SET_BREAK),
    Segment(10.0, 11.0, Label(Phase.FIRST_HALF, "Lunge", 1, 1)),
    Segment(11.0, 13.0, Label(Phase.SECOND_HALF, "Lunge", 1, 1)),
    Segment(13.0, 14.0, Label(Phase.BREAK, "Lunge", 1, 1)),
    Segment(14.0, 30.0, SET_BREAK),
]
SCRIPT = Script(tuple(LUNGE))
NUMBER = {part: float(index) for index, part in enumerate(Part)}


def punctual(script: Script) -> list[Piece]:
    return pieces(script, done_s(script, 0.0, [0.0] * 100))


def test_the_parts_fill_a_movement_without_gaps() -> None:
    assert sorted(row for part in Part for row in range(KNOTS)[part.value]) == list(range(KNOTS))


def test_a_workout_is_getting_ready_both_halves_rest_and_leaving() -> None:
    doing = punctual(SCRIPT)
    assert [piece.part for piece in doing] == [
        Part.APPROACH,
        Part.FIRST_HALF,
        Part.SECOND_HALF,
        Part.REST,
        Part.LEAVE,
    ]
    assert {piece.exercise for piece in doing} == {"Lunge"}


def test_a_half_stretches_to_the_length_asked_for() -> None:
    first, second = punctual(SCRIPT)[1:3]
    assert (first.knots_s[0], first.knots_s[-1]) == pytest.approx((10.0, 11.0))
    assert (second.knots_s[0], second.knots_s[-1]) == pytest.approx((11.0, 13.0))


def test_getting_ready_ends_when_the_set_begins() -> None:
    assert punctual(SCRIPT)[0].knots_s[-1] == pytest.approx(10.0)


def test_the_body_is_late_by_lag_and_jitter() -> None:
    late_s = done_s(SCRIPT, 0.3, [0.1]) - np.array([0.0, 10.0, 11.0, 13.0, 14.0, 30.0])
    assert late_s == pytest.approx([0.3, 0.4, 0.4, 0.4, 0.3, 0.3])


def test_between_two_sets_the_body_leaves_one_and_gets_ready_for_the_other() -> None:
    again = [
        Segment(s.start_s + 30, s.end_s + 30, Label(s.label.phase, "Squat", 2, 1))
        for s in LUNGE[1:4]
    ]
    between = punctual(Script((*LUNGE[:-1], Segment(14.0, 40.0, SET_BREAK), *again)))[4:6]
    assert [(p.exercise, p.part) for p in between] == [
        ("Lunge", Part.LEAVE),
        ("Squat", Part.APPROACH),
    ]


def test_a_workout_without_a_set_is_one_piece_of_no_exercise() -> None:
    (piece,) = punctual(Script((Segment(0.0, 5.0, SET_BREAK),)))
    assert piece.exercise is None


@given(st.integers(0, 10_000), st.floats(-0.1, 0.6))
def test_pieces_follow_one_another_whatever_the_jitter(seed: int, lag_s: float) -> None:
    script = generate(load_exercises(), seed, 90.0)
    jitter_s = np.random.default_rng(seed).normal(0, 1.0, 100)
    doing = pieces(script, done_s(script, lag_s, jitter_s))
    assert all(piece.start_s < piece.end_s for piece in doing)
    assert all(before.end_s == after.start_s for before, after in pairwise(doing))


def test_a_blend_passes_through_the_knots_and_holds_the_last_pose() -> None:
    time_s = np.array([9.0, 10.5, 12.0, 25.0])
    poses = blend(
        punctual(SCRIPT),
        time_s,
        lambda piece: np.linspace(0, 1, piece.part.knots)[:, None] + NUMBER[piece.part],
    )
    ready, first, second, left = poses[:, 0]
    assert ready == pytest.approx(4 + 49 / 59)
    assert first == pytest.approx(0.5)
    assert second == pytest.approx(1.5)
    assert left == pytest.approx(3 + 1)


def test_where_two_pieces_meet_there_is_no_jump() -> None:
    time_s = np.arange(0, 30, 0.01)
    poses = blend(
        punctual(SCRIPT), time_s, lambda piece: np.full((piece.part.knots, 1), NUMBER[piece.part])
    )
    assert np.abs(np.diff(poses[:, 0])).max() < max(NUMBER.values()) * 0.01 / 0.15


def test_smoothing_keeps_a_constant_and_calms_a_spike() -> None:
    level = np.full((20, 1), 3.0)
    spike = level.copy()
    spike[10] = 9.0
    assert smoothed(level, 2.0) == pytest.approx(level)
    assert smoothed(spike, 2.0).max() < 5.0
