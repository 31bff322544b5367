"""From samples at any rate and at uneven times to values at a lower rate, without aliasing.

A Kaiser-windowed sinc (J. F. Kaiser, Nonrecursive digital filter design using the I0-sinh window
function, ISCAS 1974; Oppenheim and Schafer, Discrete-time signal processing, 7.5.3) is laid over
the samples around each moment that is asked for. It lies symmetrically, so nothing is delayed:
streams of different rates stay together. All is done after the fact; half of the kernel is in
the future.
"""

import math
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

ATTENUATION_DB = 60.0
PASSED = 0.8
"""Up to this share of the new Nyquist frequency everything is kept, above it nothing."""

_BETA = 0.1102 * (ATTENUATION_DB - 8.7)
_HOLE = 1.6
"""So many periods without a sample are a hole; a shorter pause is unevenness."""
_CHUNK = 4096


def rate_of(time_s: Floats) -> float:
    """Returns the rate of uneven samples in Hz: that of the middle step; NaN of a single one."""
    return 1 / float(np.median(np.diff(time_s))) if len(time_s) > 1 else math.nan


def resampled(
    time_s: Floats, values: Floats, at_s: Floats, rate_hz: float, longest_gap_s: float
) -> Floats:
    """Returns values at other moments, free of what a rate cannot show.

    Args:
        time_s: of the samples, increasing, shape (samples,).
        values: shape (samples, channels).
        at_s: the moments, increasing, shape (moments,).
        rate_hz: at which the moments follow each other.
        longest_gap_s: between two samples within which values are interpolated.

    Returns:
        Shape (moments, channels), NaN before the first sample, after the last, and in gaps.
    """
    result = np.full((len(at_s), values.shape[1]), np.nan)
    own_hz = rate_of(time_s)
    if math.isnan(own_hz):
        return result
    nyquist_hz = min(rate_hz, own_hz) / 2
    for rows in _stretches(time_s, longest_gap_s):
        t, v = _without_holes(time_s[rows], values[rows], 1 / own_hz)
        inside = (at_s >= t[0] - 0.5 / own_hz) & (at_s <= t[-1] + 0.5 / own_hz)
        result[inside] = _filtered(t, v, at_s[inside], nyquist_hz)
    return result


def _stretches(time_s: Floats, longest_gap_s: float) -> Iterator[slice]:
    cuts = np.flatnonzero(np.diff(time_s) > longest_gap_s) + 1
    for start, end in pairwise([0, *cuts.tolist(), len(time_s)]):
        if end - start > 1:
            yield slice(start, end)


def _without_holes(time_s: Floats, values: Floats, period_s: float) -> tuple[Floats, Floats]:
    """Fills short holes with samples on the straight line across; a kernel needs them."""
    steps_s = np.diff(time_s)
    missing = np.where(steps_s > _HOLE * period_s, np.round(steps_s / period_s) - 1, 0)
    if not missing.any():
        return time_s, values
    filled = [
        np.linspace(start, end, int(count) + 2)[:-1]
        for (start, end), count in zip(pairwise(time_s), missing, strict=True)
    ]
    times_s = np.concatenate([*filled, time_s[-1:]])
    columns = [np.interp(times_s, time_s, column) for column in values.T]
    return times_s, np.stack(columns, axis=1)


def _filtered(time_s: Floats, values: Floats, at_s: Floats, nyquist_hz: float) -> Floats:
    """Returns the samples under a kernel whose stopband begins at ``nyquist_hz``."""
    width_hz = (1 - PASSED) * nyquist_hz
    half_s = (ATTENUATION_DB - 7.95) / 14.36 / width_hz / 2
    spans_s = np.gradient(time_s)
    firsts = np.searchsorted(time_s, at_s - half_s)
    taps = int((np.searchsorted(time_s, at_s + half_s) - firsts).max(initial=1))
    result = np.empty((len(at_s), values.shape[1]))
    for begin in range(0, len(at_s), _CHUNK):
        part = slice(begin, begin + _CHUNK)
        index = firsts[part, None] + np.arange(taps)
        known = np.minimum(index, len(time_s) - 1)
        away_s = np.where(index < len(time_s), time_s[known] - at_s[part, None], np.inf)
        weights = _kernel(away_s, half_s, nyquist_hz - width_hz / 2) * spans_s[known]
        total = weights.sum(axis=1, keepdims=True)
        result[part] = np.einsum("mt,mtc->mc", weights / total, values[known])
    return result


def _kernel(away_s: Floats, half_s: float, cutoff_hz: float) -> Floats:
    inside = np.abs(away_s) <= half_s
    near_s = np.where(inside, away_s, 0.0)
    window = np.i0(_BETA * np.sqrt(np.maximum(1 - (near_s / half_s) ** 2, 0)))
    kernel: Floats = np.where(inside, np.sinc(2 * cutoff_hz * near_s) * window, 0.0)
    return kernel
