"""Which moment a block of samples will be heard at, from what the driver tells of each block."""

import numpy as np

_REMEMBERED = 15  # blocks


class Timeline:
    """Relates sample positions to the session's clock.

    The driver tells for each block when its first sample will be heard. One such time is off by
    some milliseconds (the callback was woken late, the sound server guessed), so the offset
    between the clock and the samples played is the median over the last blocks. A sound card
    whose clock drifts takes it along.

    Args:
        rate_hz: of the samples.
    """

    def __init__(self, rate_hz: int) -> None:
        self._rate_hz = rate_hz
        self._offsets = np.zeros(_REMEMBERED)
        self._sorted = np.zeros(_REMEMBERED)
        self._blocks = 0
        self._played = 0

    def first_sample(self, heard_s: float, count: int) -> int:
        """Returns the position of a block's first sample: its time on the clock, in samples.

        Args:
            heard_s: when the driver says that it will be heard.
            count: the block's length in samples.
        """
        self._offsets[self._blocks % _REMEMBERED] = heard_s * self._rate_hz - self._played
        self._blocks += 1
        first = self._played + self._median()
        self._played += count
        return round(first)

    def forget(self) -> None:
        """Drops what was learnt: the sound was interrupted, so the offset has leapt."""
        self._blocks = 0

    def _median(self) -> float:
        known = min(self._blocks, _REMEMBERED)
        self._sorted[:known] = self._offsets[:known]
        self._sorted[:known].sort()
        return float(self._sorted[known // 2])
