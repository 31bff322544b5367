import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recorder.foreign.resampling import Floats, rate_of, resampled

AT_S = np.arange(5, 35, 0.1)


def tone(hz: float, time_s: Floats) -> Floats:
    """A sine and a cosine: together they tell the amplitude at every moment."""
    return np.stack([np.sin(2 * np.pi * hz * time_s), np.cos(2 * np.pi * hz * time_s)], axis=1)


def at_10_hz(hz: float, rate_hz: float) -> Floats:
    time_s = np.arange(0, 40, 1 / rate_hz)
    return resampled(time_s, tone(hz, time_s), AT_S, 10.0, 1.0)


@pytest.mark.parametrize("rate_hz", [12.5, 20.0, 25.0, 50.0, 100.0])
@pytest.mark.parametrize("share", [0.0, 0.2, 0.5, 0.9])
def test_a_tone_above_the_new_nyquist_frequency_is_gone(rate_hz: float, share: float) -> None:
    hz = 5.0 + share * (rate_hz / 2 - 5.0)
    amplitude = np.hypot(*at_10_hz(hz, rate_hz).T)
    assert 20 * np.log10(amplitude.max()) < -40


@pytest.mark.parametrize("rate_hz", [12.5, 20.0, 25.0, 50.0, 100.0])
@pytest.mark.parametrize("hz", [0.1, 1.0, 2.0, 3.0, 4.0])
def test_a_tone_below_keeps_its_amplitude_and_is_not_delayed(rate_hz: float, hz: float) -> None:
    assert at_10_hz(hz, rate_hz) == pytest.approx(tone(hz, AT_S), abs=0.01)


@given(st.floats(0, 0.08), st.floats(0, 0.04))
def test_streams_of_two_rates_stay_together_however_they_began(a_s: float, b_s: float) -> None:
    slow_s, fast_s = np.arange(a_s, 40, 1 / 12.5), np.arange(b_s, 40, 1 / 25)
    slow = resampled(slow_s, tone(1.5, slow_s), AT_S, 10.0, 1.0)
    fast = resampled(fast_s, tone(1.5, fast_s), AT_S, 10.0, 1.0)
    assert slow == pytest.approx(fast, abs=0.005)


@given(st.integers(0, 2**32 - 1))
def test_uneven_times_are_no_harm(seed: int) -> None:
    time_s = np.arange(0, 40, 0.02) + np.random.default_rng(seed).uniform(-0.004, 0.004, 2000)
    read = resampled(time_s, tone(1.0, time_s), AT_S, 10.0, 1.0)
    assert read == pytest.approx(tone(1.0, AT_S), abs=0.02)


@given(st.floats(-100, 100), st.floats(3, 200), st.floats(2, 50))
def test_what_does_not_change_stays_exactly_as_it_is(value: float, own: float, new: float) -> None:
    time_s = np.arange(0, 10, 1 / own)
    read = resampled(time_s, np.full((len(time_s), 1), value), np.arange(1, 9, 1 / new), new, 1.0)
    assert read == pytest.approx(np.full_like(read, value), abs=1e-6)


def test_a_long_gap_is_missing_and_a_short_one_is_bridged() -> None:
    time_s = np.arange(0, 40, 0.02)
    heard_s = time_s[((time_s < 10) | (time_s > 12)) & ((time_s < 20) | (time_s > 20.5))]
    read = resampled(heard_s, tone(0.2, heard_s), AT_S, 10.0, 1.0)
    missing = np.isnan(read).all(axis=1)
    assert list(AT_S[missing].round(1)) == list(np.arange(10, 12.01, 0.1).round(1))
    assert read[~missing] == pytest.approx(tone(0.2, AT_S[~missing]), abs=0.1)


def test_nothing_is_made_up_before_the_first_and_after_the_last_sample() -> None:
    time_s = np.arange(10, 20, 0.02)
    read = resampled(time_s, tone(1.0, time_s), AT_S, 10.0, 1.0)
    known = AT_S[~np.isnan(read[:, 0])]
    assert (known[0], known[-1]) == pytest.approx((10.0, 19.9), abs=0.11)


def test_fewer_samples_than_asked_for_are_interpolated() -> None:
    time_s = np.arange(0, 40, 0.2)
    read = resampled(time_s, tone(1.0, time_s), AT_S, 10.0, 1.0)
    assert read == pytest.approx(tone(1.0, AT_S), abs=0.01)


def test_a_single_sample_has_no_rate_and_says_nothing() -> None:
    assert np.isnan(rate_of(np.array([1.0])))
    assert np.isnan(resampled(np.array([1.0]), np.ones((1, 1)), AT_S, 10.0, 1.0)).all()
