import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recorder.sound.timeline import Timeline

RATE_HZ = 48_000
BLOCK = 1024
A_MILLISECOND = RATE_HZ // 1000


def follow(
    timeline: Timeline, start_s: float, blocks: int, jitter_s: float = 0.0, drift: float = 0.0
) -> list[float]:
    """Returns by how many samples each block's position is off."""
    wobble = random.Random(1)
    errors = []
    for number in range(blocks):
        heard_s = start_s + number * BLOCK / RATE_HZ * (1 + drift)
        told_s = heard_s + wobble.uniform(-jitter_s, jitter_s)
        errors.append(timeline.first_sample(told_s, BLOCK) - heard_s * RATE_HZ)
    return errors


@given(start_s=st.floats(0, 1e6))
def test_a_steady_stream_is_placed_by_the_clock(start_s: float) -> None:
    errors = follow(Timeline(RATE_HZ), start_s, 100)
    assert max(map(abs, errors)) <= 1


def test_a_driver_that_guesses_is_averaged() -> None:
    errors = follow(Timeline(RATE_HZ), 100.0, 400, jitter_s=0.005)
    assert max(map(abs, errors[31:])) < 5 * A_MILLISECOND


@pytest.mark.parametrize("drift", [-5e-4, 5e-4])
def test_a_sound_card_that_drifts_is_followed(drift: float) -> None:
    five_minutes = 300 * RATE_HZ // BLOCK
    errors = follow(Timeline(RATE_HZ), 100.0, five_minutes, drift=drift)
    assert max(map(abs, errors)) < A_MILLISECOND


def test_first_blocks_that_were_told_wrong_are_outvoted() -> None:
    timeline = Timeline(RATE_HZ)
    follow(timeline, 98.6, 6)
    errors = follow(timeline, 100.0, 20)
    assert max(map(abs, errors[7:])) <= 1


def test_after_an_interruption_the_next_block_is_right() -> None:
    timeline = Timeline(RATE_HZ)
    follow(timeline, 100.0, 100)
    timeline.forget()
    assert max(map(abs, follow(timeline, 103.0, 100))) <= 1
