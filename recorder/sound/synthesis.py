"""The coach's tones as samples.

A whistle is one sweep: its phase is the integral of `Whistle.hz_at`, so that it runs through the
turn without a step.
"""

import numpy as np
from numpy.typing import NDArray

from recorder.coach import ALERT_HZ, ALERT_LENGTH_S, WHISTLE_HIGH_HZ, WHISTLE_LOW_HZ, Whistle

Samples = NDArray[np.float32]
"""Mono sound, shape (samples,), within -1 and 1."""

TONE_LEVEL = 0.25
"""Amplitude of a tone: about as loud as speech, and below 1 together with it."""

EDGE_S = 0.005
"""How long a tone swells and fades, so that it does not click."""


def whistle(cue: Whistle, rate_hz: int) -> Samples:
    """Returns the sweep of one repetition."""
    fall_s, rise_s = cue.turn_s - cue.start_s, cue.end_s - cue.turn_s
    time_s = _times_s(cue.end_s - cue.start_s, rate_hz)
    falling_s = np.minimum(time_s, fall_s)
    rising_s = np.maximum(time_s - fall_s, 0.0)
    span_hz = WHISTLE_HIGH_HZ - WHISTLE_LOW_HZ
    cycles = WHISTLE_HIGH_HZ * falling_s - _half_square(falling_s, fall_s) * span_hz
    cycles += WHISTLE_LOW_HZ * rising_s + _half_square(rising_s, rise_s) * span_hz
    return _tone(cycles, rate_hz)


def alert(rate_hz: int) -> Samples:
    """Returns the tone that calls the athlete back from a break."""
    return _tone(ALERT_HZ * _times_s(ALERT_LENGTH_S, rate_hz), rate_hz)


def _half_square(time_s: NDArray[np.float64], length_s: float) -> NDArray[np.float64]:
    """Returns the integral of a ramp from 0 to 1 over ``length_s``."""
    return time_s**2 / (2 * length_s) if length_s > 0 else np.zeros_like(time_s)


def _times_s(length_s: float, rate_hz: int) -> NDArray[np.float64]:
    return np.arange(round(length_s * rate_hz)) / rate_hz


def _tone(cycles: NDArray[np.float64], rate_hz: int) -> Samples:
    return soft_edged((TONE_LEVEL * np.sin(2 * np.pi * cycles)).astype(np.float32), rate_hz)


def soft_edged(samples: Samples, rate_hz: int) -> Samples:
    """Returns the sound swelling and fading within its first and last `EDGE_S`."""
    count = min(round(EDGE_S * rate_hz), len(samples) // 2)
    swell = 0.5 - 0.5 * np.cos(np.pi * (np.arange(count, dtype=np.float32) + 0.5) / max(count, 1))
    shape = np.ones_like(samples)
    shape[:count] = swell
    shape[len(samples) - count :] = swell[::-1]
    return samples * shape
