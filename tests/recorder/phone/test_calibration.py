import pytest

from recorder.phone.calibration import FaceUp
from recorder.phone.reading import Convention, Vector

RATE_HZ = 50


def laid(
    acceleration_g: Vector, seconds: float, face_up: FaceUp | None = None
) -> Convention | None:
    """What is found when a phone lies like this."""
    watching = face_up or FaceUp()
    found = None
    for number in range(round(seconds * RATE_HZ) + 1):
        found = found or watching.take(acceleration_g, number / RATE_HZ)
    return found


def test_a_second_on_its_back_tells_the_sign() -> None:
    assert laid((0.02, -0.03, -1.01), 1.0) is Convention.IOS
    assert laid((0.02, -0.03, 1.01), 1.0) is Convention.ANDROID


def test_less_than_a_second_tells_nothing() -> None:
    assert laid((0.0, 0.0, -1.0), 0.9) is None


@pytest.mark.parametrize("held", [(0.0, -1.0, 0.0), (0.5, 0.0, -0.87), (0.0, 0.0, -0.5)])
def test_any_other_pose_tells_nothing(held: Vector) -> None:
    assert laid(held, 5.0) is None


def test_a_hand_that_trembles_tells_nothing() -> None:
    watching = FaceUp()
    found = [
        watching.take((0.0, 0.05 * (-1) ** number, -1.0), number / RATE_HZ) for number in range(200)
    ]
    assert not any(found)


def test_the_second_has_to_be_one_whole() -> None:
    watching = FaceUp()
    assert laid((0.0, 0.0, -1.0), 0.8, watching) is None
    watching.take((0.0, -1.0, 0.0), 0.85)
    assert watching.take((0.0, 0.0, -1.0), 1.1) is None
