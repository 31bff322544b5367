import numpy as np
import pytest

from recorder.simulator.population import POSTURE_SPREAD, SPREADS
from recorder.simulator.variation import coloured, generator, vary

RATE_HZ = 50.0


def test_noise_has_the_variance_and_the_memory_asked_for() -> None:
    noise = coloured(generator(1, "noise"), (200_000, 2), memory=10.0)
    assert noise.var(axis=0) == pytest.approx(1, rel=0.05)
    assert (noise[10:] * noise[:-10]).mean(axis=0) == pytest.approx(np.exp(-0.5), abs=0.05)


def test_one_seed_gives_each_purpose_its_own_numbers_and_always_the_same() -> None:
    first, again, other = (generator(-3, name).random() for name in ("chest", "chest", "belly"))
    assert first == again != other


def test_deviations_are_as_large_as_the_spread_says() -> None:
    spread = np.zeros((200_000, SPREADS + 1))
    spread[:, POSTURE_SPREAD] = 0.2
    varied = vary(spread, RATE_HZ, generator(1, "motion"))
    assert varied.tilt_rad.std() == pytest.approx(0.2, rel=0.1)
    assert not varied.acceleration_g.any()
    assert not varied.turn_rad_s.any()


def test_people_at_rest_are_slower() -> None:
    spread = np.ones((50_000, SPREADS + 1))
    resting = vary(spread, RATE_HZ, generator(1, "motion")).tilt_rad
    spread[:, SPREADS] = 0.0
    moving = vary(spread, RATE_HZ, generator(1, "motion")).tilt_rad
    assert np.diff(resting, axis=0).std() < np.diff(moving, axis=0).std()


def test_of_no_rows_there_is_no_noise() -> None:
    assert coloured(generator(1, "noise"), (0, 2), memory=10.0).shape == (0, 2)
