import numpy as np
import pytest

from exermoted.settling import (
    MountingTrace,
    Settling,
    SettlingFigures,
    Spread,
    settling_figures,
)
from inference.mounting import Mounted
from models.truth import Span
from tests.fakes.upright import rotation_of

RATE_HZ = 10.0
REPETITIONS = [Span("Squat", 20, 40), Span("Squat", 60, 80)]
UNKNOWN = Mounted(np.eye(3), mirrored=False, known=False)


def turned(degrees: float, *, mirrored: bool = False) -> Mounted:
    half = np.radians(degrees) / 2
    rotation = rotation_of((np.cos(half), np.sin(half), 0, 0))
    return Mounted(rotation, mirrored=mirrored, known=True)


def trace(*stretches: tuple[int, Mounted | None]) -> MountingTrace:
    """What was known for so many frames, one stretch after the other."""
    made = MountingTrace()
    for frames, mounted in stretches:
        for _ in range(frames):
            made.watch(mounted)
    return made


def test_time_is_told_from_the_start_of_the_first_repetition() -> None:
    found = trace((35, UNKNOWN), (65, turned(50))).settling(REPETITIONS, RATE_HZ)
    assert found == Settling(known_s=1.5, right_s=1.5)


def test_what_is_known_before_is_negative() -> None:
    found = trace((5, UNKNOWN), (95, turned(50))).settling(REPETITIONS, RATE_HZ)
    assert found == Settling(known_s=-1.5, right_s=-1.5)


@pytest.mark.parametrize("wrong", [turned(81), turned(50, mirrored=True), UNKNOWN])
def test_what_changes_again_was_not_right(wrong: Mounted) -> None:
    stretches = ((25, UNKNOWN), (5, turned(50)), (10, wrong), (10, turned(79)), (50, turned(50)))
    found = trace(*stretches).settling(REPETITIONS, RATE_HZ)
    assert found == Settling(known_s=0.5, right_s=2.0)


def test_what_is_never_known_is_none() -> None:
    assert trace((100, UNKNOWN)).settling(REPETITIONS, RATE_HZ) == Settling(None, None)
    lost = trace((50, turned(10)), (50, UNKNOWN)).settling(REPETITIONS, RATE_HZ)
    assert lost == Settling(known_s=-2.0, right_s=None)


def test_without_a_question_or_a_repetition_there_is_no_answer() -> None:
    assert trace((100, None)).settling(REPETITIONS, RATE_HZ) is None
    assert trace((100, turned(10))).settling([], RATE_HZ) is None


def test_each_mounting_has_its_own_time() -> None:
    made = trace((20, UNKNOWN), (45, turned(10)), (35, turned(120)))
    first = made.settling(REPETITIONS, RATE_HZ, end=50)
    second = made.settling(REPETITIONS, RATE_HZ, first=50)
    assert first == Settling(known_s=0.0, right_s=0.0)
    assert second == Settling(known_s=-1.0, right_s=0.5)


def test_figures_over_recordings() -> None:
    settled = [Settling(1.0, 2.0), Settling(3.0, None), Settling(1.5, 4.0), None]
    assert settling_figures(settled) == SettlingFigures(Spread(1.5, 3.0, 0), Spread(3.0, 4.0, 1))
    assert settling_figures([None]) is None
    never = settling_figures([Settling(None, None)])
    assert never == SettlingFigures(Spread(None, None, 1), Spread(None, None, 1))
