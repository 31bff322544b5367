"""A labelled recording as arrays, for estimating how people move."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from recorder.simulator.timeline import Floats
from sessions.channels import PHONE
from sessions.errors import DataError
from sessions.recording import Recording
from sessions.script import Script, script_of

_GRAVITY_AND_ACCELERATION = slice(0, 6)
_ROTATION = slice(9, 12)
_SAME_SAMPLE_S = 0.02
"""A sample's time is told anew by each frame that holds it, within this."""


@dataclass(frozen=True)
class Heard:
    """The samples of one Nearable.

    Attributes:
        time_s: arrivals, shape (samples,).
        acceleration_g: with gravity, shape (samples, 3).
        rssi_dbm: shape (samples,); NaN where there is none.
    """

    time_s: Floats
    acceleration_g: Floats
    rssi_dbm: Floats


@dataclass(frozen=True)
class Track:
    """One recording.

    Attributes:
        subject: who is in it.
        script: what they were told.
        time_s: shape (frames,).
        phone: gravity, acceleration, rotation rate; shape (frames, 9).
        heard: by place.
    """

    subject: str
    script: Script
    time_s: Floats
    phone: Floats
    heard: Mapping[str, Heard]


def track_of(recording: Recording) -> Track:
    """Returns a recording as arrays; the phone's missing values are taken from their neighbours.

    Raises:
        DataError: the phone says next to nothing in it.
    """
    time_s = np.array([frame.time_s for frame in recording.frames])
    values = np.array([frame.values for frame in recording.frames])
    ages_s = np.array([frame.ages_s for frame in recording.frames])
    heard: dict[str, Heard] = {}
    phone: Floats | None = None
    first = 0
    for index, stream in enumerate(recording.streams):
        own = values[:, first : first + len(stream.channels)]
        first += len(stream.channels)
        if stream.name == PHONE.name:
            phone = np.hstack([own[:, _GRAVITY_AND_ACCELERATION], own[:, _ROTATION]])
        else:
            heard[stream.name] = _heard(time_s - ages_s[:, index], own)
    if phone is None or np.isnan(phone).any(axis=1).mean() > 0.5:
        raise DataError(recording.path, "holds too little of the phone's motion")
    script = script_of(recording.labels, recording.rate_hz)
    return Track(recording.subject, script, time_s, _filled(time_s, phone), heard)


def _heard(arrival_s: Floats, values: Floats) -> Heard:
    """Returns each sample once, although frames repeat it until the next one comes."""
    known = ~np.isnan(values[:, :3]).any(axis=1) & ~np.isnan(arrival_s)
    arrival_s, values = arrival_s[known], values[known]
    new = np.diff(arrival_s, prepend=-np.inf) > _SAME_SAMPLE_S
    return Heard(arrival_s[new], values[new, :3], values[new, 3])


def _filled(time_s: Floats, phone: Floats) -> Floats:
    known = ~np.isnan(phone).any(axis=1)
    return sampled(time_s[known], phone[known], time_s)


def sampled(time_s: Floats, values: Floats, at_s: Floats) -> Floats:
    """Returns values of shape (times, channels) read linearly at other times."""
    return np.stack([np.interp(at_s, time_s, column) for column in values.T], axis=-1)
