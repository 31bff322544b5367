"""What is heard in a sound: onsets and pitch, measured without knowing how it was made.

Pitch: the spectrum of Hann windows of 2048 samples, zero-padded eight times, the peak refined by
a parabola through the logarithms of its three highest points.
"""

import numpy as np
from numpy.typing import NDArray

from recorder.coach import Whistle
from recorder.sound.synthesis import TONE_LEVEL

Sound = NDArray[np.float32]

WINDOW = 2048
HOP = 256
PADDING = 8
TURN_S = 0.04
"""Around the turn a window holds two sweeps and has no one pitch."""
AUDIBLE = 0.1 * TONE_LEVEL


def pitches_hz(sound: Sound, rate_hz: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Returns times in s (the middles of the windows) and the pitch at each."""
    starts = np.arange(0, len(sound) - WINDOW + 1, HOP)
    windows = np.stack([sound[start : start + WINDOW] for start in starts]) * np.hanning(WINDOW)
    power = np.log(np.abs(np.fft.rfft(windows, WINDOW * PADDING)) + 1e-12)
    peaks = np.clip(power.argmax(axis=1), 1, power.shape[1] - 2)
    left, top, right = (power[np.arange(len(peaks)), peaks + step] for step in (-1, 0, 1))
    refined = peaks + (left - right) / (2 * (left - 2 * top + right))
    return (starts + (WINDOW - 1) / 2) / rate_hz, refined * rate_hz / (WINDOW * PADDING)


def pitch_errors_hz(sound: Sound, cue: Whistle, rate_hz: int) -> NDArray[np.float64]:
    """Returns how far the pitch is from the cue's law, away from the turn.

    Args:
        sound: begins as the whistle begins.
        cue: the law.
        rate_hz: of the sound.
    """
    length = round((cue.end_s - cue.start_s) * rate_hz)
    times_s, measured = pitches_hz(sound[:length], rate_hz)
    away = np.abs(times_s - (cue.turn_s - cue.start_s)) > TURN_S
    law = np.array([cue.hz_at(cue.start_s + time_s) for time_s in times_s])
    errors_hz: NDArray[np.float64] = np.abs(measured - law)
    return errors_hz[away]


def onset(sound: Sound, near: int, reach: int) -> int | None:
    """Returns the first audible sample within ``reach`` of the sample ``near``."""
    first = max(near - reach, 0)
    heard = np.flatnonzero(np.abs(sound[first : near + reach]) > AUDIBLE)
    return first + int(heard[0]) if len(heard) else None


def loud_s(sound: Sound, rate_hz: int) -> float:
    """Returns for how long a sound is heard, in blocks of 10 ms."""
    block = rate_hz // 100
    blocks = sound[: len(sound) // block * block].reshape(-1, block)
    return float((np.abs(blocks).max(axis=1) > AUDIBLE / 2).sum()) / 100
