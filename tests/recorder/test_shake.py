import math
import random

from recorder.shake import shaken, spread_g

Readings = list[tuple[float, float, float]]


def resting(seed: int, count: int = 30) -> Readings:
    """Gravity and the noise of one step of a Nearable."""
    draw = random.Random(seed)
    return [(draw.choice((0, 1)) / 64, draw.choice((0, 1)) / 64, 63 / 64) for _ in range(count)]


def swung(amplitude_g: float, count: int = 30) -> Readings:
    return [(amplitude_g * math.sin(tick), 0.0, 1.0) for tick in range(count)]


def test_the_sensor_that_moves_is_the_one() -> None:
    assert shaken({"a": resting(1), "b": swung(1.5), "c": resting(3)}) == "b"


def test_where_all_lie_still_it_is_none() -> None:
    assert shaken({"a": resting(1), "b": resting(2)}) is None
    assert shaken({}) is None


def test_where_several_move_it_is_none() -> None:
    assert shaken({"a": swung(1.0), "b": swung(1.5), "c": resting(3)}) is None


def test_a_single_sensor_still_has_to_move() -> None:
    assert shaken({"a": resting(1)}) is None
    assert shaken({"a": swung(1.0)}) == "a"


def test_a_few_readings_say_nothing() -> None:
    assert spread_g([(1.0, 0.0, 0.0), (-1.0, 0.0, 0.0)]) == 0.0
