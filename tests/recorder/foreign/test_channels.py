import numpy as np
import pytest

from recorder.foreign.channels import Signal, Ticks, phone_values, place_values, stream_of
from recorder.foreign.resampling import Floats
from sessions.channels import PHONE
from tests.fakes.foreign import rocking

GRAVITY, ACCELERATION, ANGLES, ROTATION = (slice(n, n + 3) for n in (0, 3, 6, 9))
TICKS = Ticks(1.0, 29.0, 10.0)


def signal(values: Floats, rate_hz: float) -> Signal:
    return Signal(np.arange(len(values)) / rate_hz, values, rate_hz)


def rocked(rate_hz: float) -> tuple[Signal, Signal]:
    gravity, rotation = rocking(np.arange(0, 30, 1 / rate_hz))
    return signal(gravity, rate_hz), signal(rotation, rate_hz)


@pytest.mark.parametrize(("slow_hz", "fast_hz"), [(12.5, 25.0), (20.0, 20.0), (100.0, 100.0)])
def test_gravity_is_taken_out_of_the_acceleration_by_the_phones_filter(
    slow_hz: float, fast_hz: float
) -> None:
    told = {"acceleration": rocked(slow_hz)[0], "rotation": rocked(fast_hz)[1]}
    values = phone_values(told, has_gravity=True, ticks=TICKS)
    gravity, rotation = rocking(TICKS.at_s)
    assert np.abs(values[:, GRAVITY] - gravity).max() < 0.03
    assert np.linalg.norm(values[:, GRAVITY], axis=1) == pytest.approx(np.ones(281))
    assert np.abs(values[:, ACCELERATION]).max() < 0.03
    assert values[:, ROTATION] == pytest.approx(rotation, abs=0.05)
    assert not np.isnan(values).any()


def test_what_is_told_is_not_computed() -> None:
    gravity, rotation = rocked(25.0)
    pushed = signal(np.tile([0.5, 0.0, 0.0], (750, 1)), 25.0)
    told = {"gravity": gravity, "acceleration": pushed, "rotation": rotation}
    values = phone_values(told, has_gravity=False, ticks=TICKS)
    assert values[:, GRAVITY] == pytest.approx(rocking(TICKS.at_s)[0], abs=0.01)
    assert values[:, 3] == pytest.approx(np.full(281, 0.5))


def test_gravity_follows_from_an_attitude_and_leaves_the_acceleration() -> None:
    gravity, _ = rocked(25.0)
    pitch = np.arcsin(-gravity.values[:, 1])
    attitude = signal(np.stack([pitch, 0 * pitch, 0 * pitch], axis=1), 25.0)
    values = phone_values({"attitude": attitude, "acceleration": gravity}, True, TICKS)
    assert values[:, 1] == pytest.approx(rocking(TICKS.at_s)[0][:, 1], abs=0.02)


def test_an_angle_goes_the_shorter_way_round() -> None:
    yaw = (np.linspace(3, 4, 750) + np.pi) % (2 * np.pi) - np.pi
    attitude = signal(np.stack([0 * yaw, 0 * yaw, yaw], axis=1), 25.0)
    found = phone_values({"attitude": attitude}, False, TICKS)[:, 8]
    assert np.abs(np.abs(found) - np.pi).max() < 1
    assert (np.abs(np.exp(1j * found) - np.exp(1j * np.interp(TICKS.at_s, [0, 29.96], [3, 4])))
            < 0.01).all()  # fmt: skip


def test_without_rotation_nothing_is_guessed() -> None:
    values = phone_values({"acceleration": rocked(25.0)[0]}, has_gravity=True, ticks=TICKS)
    assert np.isnan(values).all()


def test_a_gap_in_one_of_both_is_a_gap_in_what_is_computed() -> None:
    total, rotation = rocked(25.0)
    heard = (total.time_s < 10) | (total.time_s > 13)
    holed = Signal(total.time_s[heard], total.values[heard], 25.0)
    values = phone_values({"acceleration": holed, "rotation": rotation}, True, TICKS)
    missing = np.isnan(values[:, GRAVITY]).any(axis=1)
    assert list(TICKS.at_s[missing][[0, -1]].round(1)) == [10.0, 13.0]
    assert not np.isnan(values[:, ROTATION]).any()


def test_a_sensor_elsewhere_has_the_channels_that_it_tells() -> None:
    total, rotation = rocked(25.0)
    alone = stream_of("chest", {"acceleration": total})
    assert place_values(alone, {"acceleration": total}, TICKS).shape == (281, 4)
    both = {"rotation": rotation, "acceleration": total}
    values = place_values(stream_of("chest", both), both, TICKS)
    assert values[:, :3] == pytest.approx(rocking(TICKS.at_s)[0], abs=0.01)
    assert values[:, 3:6] == pytest.approx(rocking(TICKS.at_s)[1], abs=0.05)
    assert stream_of("phone", both) is PHONE
