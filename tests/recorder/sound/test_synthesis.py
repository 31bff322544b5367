import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from recorder.coach import ALERT_HZ, ALERT_LENGTH_S, Whistle
from recorder.sound.synthesis import EDGE_S, TONE_LEVEL, alert, whistle
from tests.recorder.sound.measure import pitch_errors_hz, pitches_hz

RATE_HZ = 48_000
BURPEE = Whistle(15.0, 16.5, 19.0)

halves_s = st.integers(5, 30).map(lambda tenths: tenths / 10)


@settings(deadline=None, max_examples=10)  # thousands of spectra each
@given(fall_s=halves_s, rise_s=halves_s, rate_hz=st.sampled_from([44_100, 48_000]))
def test_the_pitch_follows_the_law_of_the_cue(fall_s: float, rise_s: float, rate_hz: int) -> None:
    cue = Whistle(0.0, fall_s, fall_s + rise_s)
    assert pitch_errors_hz(whistle(cue, rate_hz), cue, rate_hz).max() < 2


@settings(deadline=None, max_examples=20)
@given(fall_s=halves_s, rise_s=halves_s)
def test_a_whistle_has_no_step(fall_s: float, rise_s: float) -> None:
    samples = whistle(Whistle(0.0, fall_s, fall_s + rise_s), RATE_HZ)
    steepest = TONE_LEVEL * (2 * np.pi * 700 + np.pi / 2 / EDGE_S) / RATE_HZ
    assert np.abs(np.diff(samples, prepend=0, append=0)).max() < steepest


def test_a_whistle_lasts_as_long_as_its_repetition() -> None:
    assert len(whistle(BURPEE, RATE_HZ)) == 4 * RATE_HZ


def test_a_whistle_swells_and_fades_within_its_edges() -> None:
    samples = np.abs(whistle(BURPEE, RATE_HZ))
    edge = round(EDGE_S * RATE_HZ)
    assert samples[0] < 1e-4
    assert samples[-1] < 1e-4
    assert samples[edge : edge + 100].max() > 0.99 * TONE_LEVEL
    assert samples[-edge - 100 : -edge].max() > 0.99 * TONE_LEVEL


def test_a_tone_keeps_its_level() -> None:
    assert np.abs(whistle(BURPEE, RATE_HZ)).max() <= TONE_LEVEL
    assert np.abs(alert(RATE_HZ)).max() <= TONE_LEVEL


def test_a_repetition_that_is_cut_off_falls_only() -> None:
    cue = Whistle(2.0, 3.0, 3.0)
    assert len(whistle(cue, RATE_HZ)) == RATE_HZ
    assert pitch_errors_hz(whistle(cue, RATE_HZ), cue, RATE_HZ).max() < 2


def test_the_alert_is_one_tone() -> None:
    _, measured = pitches_hz(alert(RATE_HZ), RATE_HZ)
    assert len(alert(RATE_HZ)) == ALERT_LENGTH_S * RATE_HZ
    assert np.abs(measured - ALERT_HZ).max() < 1
