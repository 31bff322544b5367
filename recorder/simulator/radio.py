"""When a Nearable's packets are heard, and how strongly."""

import numpy as np

from recorder.simulator.population import LEVELS, Link
from recorder.simulator.timeline import Floats
from recorder.simulator.variation import coloured

_WEAKEST_DBM, _STRONGEST_DBM = -105, -30
_FADING_PACKETS = 2.0
_BATCH = 1000


def arrivals_s(link: Link, duration_s: float, draw: np.random.Generator) -> Floats:
    """Draws the times at which packets are heard, in order, up to ``duration_s``.

    The time from one packet to the next is distributed as in the recordings; the packets lost
    in between show as longer intervals.
    """
    heard_s = np.zeros(1)
    while heard_s[-1] <= duration_s:
        interval_s = np.interp(draw.random(_BATCH), LEVELS, link.interval_s)
        heard_s = np.concatenate([heard_s, heard_s[-1] + np.cumsum(interval_s)])
    return heard_s[1:][heard_s[1:] <= duration_s]


def strengths_dbm(link: Link, packets: int, draw: np.random.Generator) -> list[int]:
    """Draws the signal strength of each packet, in whole dBm as a radio tells it."""
    noise = coloured(draw, (packets, 1), _FADING_PACKETS)[:, 0]
    strength = link.rssi_dbm + link.rssi_spread_db * noise
    return [int(dbm) for dbm in np.clip(strength, _WEAKEST_DBM, _STRONGEST_DBM).round()]
