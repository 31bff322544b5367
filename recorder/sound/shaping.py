"""Recorded speech made ready for the mixer: rate, ends and level."""

import numpy as np

from recorder.sound.synthesis import Samples, soft_edged

SPEECH_LEVEL = 0.7
"""Peak of a phrase."""

_SILENCE = 0.01  # of the peak: 40 dB below it
_MARGIN_S = 0.02  # kept around what is heard: soft consonants lie below the threshold


def speech_clip(samples: Samples, rate_hz: int, to_rate_hz: int) -> Samples:
    """Returns a phrase at the stream's rate, without silent ends, at `SPEECH_LEVEL`."""
    heard = trimmed(resampled(samples, rate_hz, to_rate_hz), to_rate_hz)
    peak = np.abs(heard).max(initial=0.0)
    return soft_edged(heard * np.float32(SPEECH_LEVEL / peak), to_rate_hz) if peak else heard


def resampled(samples: Samples, rate_hz: int, to_rate_hz: int) -> Samples:
    """Returns the sound at another rate, band-limited, by way of its spectrum.

    The spectrum takes the sound for one period of an endless repetition, so it is made to begin
    and end in silence.
    """
    if rate_hz == to_rate_hz:
        return samples
    padded = np.pad(samples.astype(np.float64), round(_MARGIN_S * rate_hz))
    count = round(len(padded) * to_rate_hz / rate_hz)
    spectrum = np.fft.rfft(padded)[: count // 2 + 1]
    return (np.fft.irfft(spectrum, count) * (count / len(padded))).astype(np.float32)


def trimmed(samples: Samples, rate_hz: int) -> Samples:
    """Returns the sound without the silence at its ends."""
    heard = np.flatnonzero(np.abs(samples) > _SILENCE * np.abs(samples).max(initial=0.0))
    if not len(heard):
        return samples[:0]
    margin = round(_MARGIN_S * rate_hz)
    return samples[max(heard[0] - margin, 0) : heard[-1] + margin]
