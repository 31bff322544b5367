import math

import pytest

from recorder.phone.motion import Motion
from recorder.phone.reading import Quantity, Reading, in_g, readings_of
from sessions.channels import PHONE
from sessions.errors import PacketError


def test_a_reading_is_finite_and_what_a_phone_can_measure() -> None:
    for value in (math.nan, math.inf, -math.inf, 1e300, 41.0):
        with pytest.raises(PacketError, match="acceleration"):
            Reading(Quantity.ACCELERATION, (0.0, value, 0.0), 1.0)
    with pytest.raises(PacketError, match="rotation 150"):
        Reading(Quantity.ROTATION, (0.0, 0.0, 150.0), 1.0)


@pytest.mark.parametrize("time_s", [math.nan, math.inf, 1e11])
def test_a_time_that_no_phone_tells_is_refused(time_s: float) -> None:
    with pytest.raises(PacketError, match="no time"):
        Reading(Quantity.GRAVITY, (0.0, 0.0, -1.0), time_s)


def test_a_whole_motion_comes_apart_by_the_order_of_its_channels() -> None:
    values = tuple(0.1 * number for number in range(12))
    readings = {r.quantity: r.values for r in readings_of(Motion(values, 5.0))}
    by_name = {c.quantity: value for c, value in zip(PHONE.channels, values, strict=True)}
    assert readings[Quantity.GRAVITY] == tuple(by_name[f"gravity_{a}"] for a in "xyz")
    assert readings[Quantity.ACCELERATION] == tuple(by_name[f"acceleration_{a}"] for a in "xyz")
    assert readings[Quantity.ATTITUDE] == tuple(by_name[a] for a in ("pitch", "roll", "yaw"))
    assert readings[Quantity.ROTATION] == tuple(by_name[f"rotation_{a}"] for a in "xyz")


def test_a_standard_gravity_is_one_g() -> None:
    assert in_g(9.80665, 0.0, -9.80665) == (1.0, 0.0, -1.0)
