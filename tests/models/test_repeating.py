from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.card import Unknown
from models.repeating import Likeness, Repeated, followed, unknown_settings
from models.windows import Floats
from sessions.channels import PHONE
from sessions.frames import SET_BREAK, Label, Phase
from sessions.recording import Recording
from tests.fakes.recordings import frame

RATE_HZ = 10.0
WANTED = Unknown(told_from=0.5)
GRAVITY = ("phone.gravity_x_g", "phone.gravity_y_g", "phone.gravity_z_g")


def nodding(duration_s: float, period_s: float = 3.0, height: float = 0.6) -> Floats:
    """Gravity of a device that is tilted and tilted back, (rows, 3)."""
    angle = height * np.sin(2 * np.pi * np.arange(round(duration_s * RATE_HZ)) / RATE_HZ / period_s)
    return np.stack([np.sin(angle), -np.cos(angle), 0 * angle], axis=1).astype(np.float32)


def wandering(duration_s: float, seed: int = 1) -> Floats:
    """Gravity of a device that is turned here and there and never twice in the same way."""
    draw = np.random.default_rng(seed)
    steps = draw.normal(0, 0.12, (round(duration_s * RATE_HZ), 3))
    slow = np.cumsum(steps, axis=0) + np.array([0, -1, 0])
    gravity: Floats = (slow / np.linalg.norm(slow, axis=1, keepdims=True)).astype(np.float32)
    return gravity


def likenesses(x: Floats) -> list[float]:
    likeness = Likeness(WANTED, RATE_HZ)
    return [likeness.push(row) for row in x]


def recording(x: Floats, labels: list[Label]) -> Recording:
    frames = [frame(tick, (*map(float, row), *(0.0,) * 9)) for tick, row in enumerate(x)]
    return Recording(Path("a.csv"), "Ada", RATE_HZ, (PHONE,), frames, labels)


def test_what_is_done_again_is_like_what_was_done_before() -> None:
    found = likenesses(nodding(12.0))
    assert found[30] < 0.2  # the first time
    assert min(found[55:]) > 0.7


def test_no_motif_comes_back_in_what_is_done_once() -> None:
    assert max(likenesses(wandering(60.0))) < 0.5


def test_stillness_is_like_nothing() -> None:
    assert max(likenesses(nodding(12.0, height=0.0))) == 0.0
    assert max(likenesses(nodding(12.0, height=0.02))) < 0.05


def test_the_same_movement_much_larger_is_another_one() -> None:
    small_then_large = np.concatenate([nodding(3.0, height=0.15), nodding(2.0, height=1.2)])
    assert max(likenesses(small_then_large)[40:]) < 0.3


def test_nothing_is_known_before_two_movements_can_be_compared() -> None:
    assert set(likenesses(nodding(3.4))) == {0.0}


def test_another_stream_is_compared_with_nothing_before_it() -> None:
    likeness = Likeness(WANTED, RATE_HZ)
    for row in nodding(10.0):
        likeness.push(row)
    likeness.clear()
    assert [likeness.push(row) for row in nodding(10.0)] == likenesses(nodding(10.0))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6))
def test_how_the_device_sits_makes_no_difference(seed: int) -> None:
    rotation, _ = np.linalg.qr(np.random.default_rng(seed).normal(size=(3, 3)))
    turned = (nodding(10.0) @ rotation.T).astype(np.float32)
    assert likenesses(turned) == pytest.approx(likenesses(nodding(10.0)), abs=1e-4)


def test_it_is_told_after_a_while_and_for_a_while() -> None:
    repeated = Repeated(WANTED, RATE_HZ)
    told = [repeated.push(alike) for alike in [1.0] * 50 + [0.0] * 50]
    assert told == [False] * 20 + [True] * 51 + [False] * 29


def test_between_the_two_limits_it_remains_as_it_is() -> None:
    wavers = [1.0] * 25 + [0.45] * 600
    repeated = Repeated(WANTED, RATE_HZ)
    assert [repeated.push(alike) for alike in wavers][-1]
    repeated.clear()
    assert not [repeated.push(alike) for alike in wavers[25:]][-1]


def test_gravity_is_looked_at_else_the_first_acceleration() -> None:
    columns = [channel.column for channel in PHONE.channels]
    assert followed(columns) == GRAVITY
    ruuvi = [f"right_hand.acceleration_{axis}_g" for axis in "xyz"]
    assert followed([*(f"phone.rotation_{axis}_rad_s" for axis in "xyz"), *ruuvi]) == tuple(ruuvi)
    assert followed(["phone.pitch_rad"]) == ()


def test_it_is_told_from_where_hardly_a_set_break_is_told_so() -> None:
    calm = nodding(300.0, height=0.0)
    lively = np.concatenate([calm[:1400], nodding(12.0), calm[1520:]])
    tame = unknown_settings([recording(calm, [SET_BREAK] * 3000)], GRAVITY)
    wild = unknown_settings([recording(lively, [SET_BREAK] * 3000)], GRAVITY)
    assert tame is not None
    assert wild is not None
    assert tame.told_from == 0.3  # the least
    assert wild.told_from > tame.told_from
    repeated = Repeated(wild, RATE_HZ)
    told = [repeated.push(alike) for alike in likenesses(lively)]
    assert 0 < np.mean(told) <= 0.01  # hysteresis and all


def test_what_is_done_in_sets_has_no_part_in_it() -> None:
    label = Label(Phase.FIRST_HALF, "Lunge", 1, 1)
    x = np.concatenate([nodding(60.0), nodding(60.0, height=0.0)])
    found = unknown_settings([recording(x, [label] * 600 + [SET_BREAK] * 600)], GRAVITY)
    assert found is not None
    assert found.told_from == pytest.approx(0.3, abs=0.3)
    assert unknown_settings([recording(x, [label] * 1200)], GRAVITY) is None


def test_without_a_vector_there_is_nothing_to_tell_from() -> None:
    x = nodding(20.0)
    assert unknown_settings([recording(x, [SET_BREAK] * 200)], ["phone.pitch_rad"]) is None
