import math

import pytest

from recorder.phone.assembly import LIVES_S, Assembler
from recorder.phone.attitude import gravity_of
from recorder.phone.reading import Quantity, Vector
from sessions.channels import PHONE
from tests.fakes.phones import Swing

NAMES = [channel.quantity for channel in PHONE.channels]
UPRIGHT: Vector = (0.0, -1.0, 0.0)
TILTED_RAD = (0.4, 0.3)
PUSHED: Vector = (0.1, -0.2, 0.3)
TURNING: Vector = (0.5, -0.5, 1.0)
SETTLING_S = (1.0, 1.2, 1.4, 1.6)
"""Long enough for it to be clear that no higher quantity comes."""


def vector(values: tuple[float, ...], name: str) -> tuple[float, ...]:
    return tuple(values[NAMES.index(f"{name}_{axis}")] for axis in "xyz")


def taken(*readings: tuple[Quantity, Vector]) -> tuple[float, ...]:
    """The sample of readings of one moment."""
    assembler = Assembler()
    *_, last = [assembler.take(quantity, values, 1.0) for quantity, values in readings]
    assert last is not None
    return last


def test_what_the_phone_tells_is_given_as_it_is() -> None:
    attitude = (0.1, 0.2, 0.3)
    values = taken(
        (Quantity.ATTITUDE, attitude),
        (Quantity.ROTATION, TURNING),
        (Quantity.GRAVITY, UPRIGHT),
        (Quantity.ACCELERATION, PUSHED),
    )
    assert values == (*UPRIGHT, *PUSHED, *attitude, *TURNING)


def test_gravity_is_the_total_less_acceleration() -> None:
    values = taken((Quantity.TOTAL, (0.1, -1.2, 0.3)), (Quantity.ACCELERATION, PUSHED))
    assert vector(values, "gravity") == pytest.approx(UPRIGHT)


def test_gravity_follows_from_attitude_and_acceleration_from_both() -> None:
    gravity = gravity_of(*TILTED_RAD)
    x, y, z = (g + a for g, a in zip(gravity, PUSHED, strict=True))
    assembler = Assembler()
    for time_s in SETTLING_S:
        assembler.take(Quantity.ATTITUDE, (*TILTED_RAD, 0.7), time_s)
        values = assembler.take(Quantity.TOTAL, (x, y, z), time_s)
    assert values is not None
    assert vector(values, "gravity") == pytest.approx(gravity)
    assert vector(values, "acceleration") == pytest.approx(PUSHED)
    assert values[NAMES.index("yaw")] == 0.7


def test_pitch_and_roll_follow_from_gravity() -> None:
    values = taken((Quantity.GRAVITY, gravity_of(*TILTED_RAD)), (Quantity.ACCELERATION, PUSHED))
    assert values[NAMES.index("pitch")] == pytest.approx(TILTED_RAD[0])
    assert values[NAMES.index("roll")] == pytest.approx(TILTED_RAD[1])
    assert math.isnan(values[NAMES.index("yaw")])


def test_from_accelerometer_and_gyroscope_alone_all_twelve_follow() -> None:
    swing, assembler = Swing(), Assembler()
    for time_s in swing.times_s(5.0):
        assembler.take(Quantity.ROTATION, swing.rotation_rad_s(time_s), time_s)
        values = assembler.take(Quantity.TOTAL, swing.total_g(time_s), time_s)
    assert values is not None
    assert not any(map(math.isnan, values))
    assert vector(values, "gravity") == pytest.approx(swing.gravity_g(time_s), abs=0.1)
    assert vector(values, "acceleration") == pytest.approx(swing.acceleration_g(time_s), abs=0.1)
    assert values[NAMES.index("pitch")] == pytest.approx(swing.pitch(time_s), abs=0.1)


def test_what_cannot_be_known_is_missing_and_not_zero() -> None:
    assembler = Assembler()
    *_, values = [assembler.take(Quantity.TOTAL, UPRIGHT, time_s) for time_s in SETTLING_S]
    assert values is not None
    assert all(map(math.isnan, values))


def test_a_sample_comes_with_the_highest_quantity_only() -> None:
    assembler = Assembler()
    assert assembler.take(Quantity.ACCELERATION, PUSHED, 1.0) is not None
    assert assembler.take(Quantity.ROTATION, TURNING, 1.01) is None
    assert assembler.take(Quantity.TOTAL, UPRIGHT, 1.01) is None
    assert assembler.take(Quantity.ACCELERATION, PUSHED, 1.02) is not None


def test_no_sample_is_given_before_it_is_clear_what_the_phone_gives() -> None:
    assembler = Assembler()
    given = []
    for time_s in SETTLING_S:
        assert assembler.take(Quantity.ROTATION, TURNING, time_s) is None
        given.append(assembler.take(Quantity.TOTAL, UPRIGHT, time_s) is not None)
    assert given == [False, False, False, True]
    assert assembler.take(Quantity.ROTATION, TURNING, 9.0) is None


def test_a_quantity_that_stopped_is_not_used_any_more() -> None:
    assembler = Assembler()
    assembler.take(Quantity.ROTATION, TURNING, 1.0)
    values = assembler.take(Quantity.ACCELERATION, PUSHED, 1.0 + LIVES_S)
    assert values is not None
    assert all(map(math.isnan, vector(values, "rotation")))
