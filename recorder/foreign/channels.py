"""From a map's quantities to the channels of our streams, computing what is not told."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from recorder.foreign.resampling import Floats, resampled
from recorder.phone.attitude import gravity_of, pitch_roll
from recorder.phone.orientation import OrientationFilter
from sessions.channels import PHONE, Stream, inertial, nearable


@dataclass(frozen=True)
class Signal:
    """One quantity as it was measured.

    Attributes:
        time_s: increasing, shape (samples,).
        values: shape (samples, 3), in g, rad/s or rad.
        rate_hz: of the samples.
    """

    time_s: Floats
    values: Floats
    rate_hz: float


def stream_of(name: str, quantities: Mapping[str, Signal]) -> Stream:
    """Returns the stream that quantities, by their names without the stream's, belong to."""
    if name == PHONE.name:
        return PHONE
    return inertial(name, PHONE.stale_s) if "rotation" in quantities else nearable(name)


class Ticks:
    """The moments of a recording's frames.

    Attributes:
        at_s: shape (frames,).
        rate_hz: of the frames.
    """

    def __init__(self, start_s: float, end_s: float, rate_hz: float) -> None:
        count = math.floor((end_s - start_s) * rate_hz + 1e-6) + 1
        self.at_s: Floats = start_s + np.arange(count) / rate_hz
        self.rate_hz = rate_hz

    def read(self, signal: Signal | None, longest_gap_s: float) -> Floats:
        """Returns a signal at the ticks, shape (frames, 3); NaN where it says nothing."""
        if signal is None:
            return np.full((len(self.at_s), 3), np.nan)
        return resampled(signal.time_s, signal.values, self.at_s, self.rate_hz, longest_gap_s)


def place_values(stream: Stream, quantities: Mapping[str, Signal], ticks: Ticks) -> Floats:
    """Returns the values of a sensor worn anywhere, shape (frames, channels)."""
    values = np.full((len(ticks.at_s), len(stream.channels)), np.nan)
    for name, signal in quantities.items():
        mine = [channel.quantity.startswith(f"{name}_") for channel in stream.channels]
        values[:, mine] = ticks.read(signal, stream.stale_s)
    return values


def phone_values(quantities: Mapping[str, Signal], has_gravity: bool, ticks: Ticks) -> Floats:
    """Returns the twelve channels of a phone, shape (frames, 12).

    Gravity that is not told comes from the attitude, or from acceleration and rotation by the
    filter that phones have (`recorder.phone.orientation`), at the higher of their rates, before
    anything is left out of it.

    Args:
        quantities: by name; in iOS convention.
        has_gravity: whether the acceleration has gravity in it.
        ticks: the frames.
    """
    told = {name: ticks.read(signal, PHONE.stale_s) for name, signal in quantities.items()}
    nothing = ticks.read(None, PHONE.stale_s)
    gravity, acceleration = told.get("gravity"), told.get("acceleration", nothing)
    rotation, attitude = told.get("rotation", nothing), _attitude(quantities, ticks)
    yaw = nothing[:, 0]
    if gravity is None and attitude is not None:
        gravity = np.array([gravity_of(p, r) for p, r, _ in attitude])
    total = quantities.get("acceleration") if has_gravity else None
    if total and "rotation" in quantities and (gravity is None or attitude is None):
        filtered, yaw = _filtered(total, quantities["rotation"], ticks)
        gravity = filtered if gravity is None else gravity
    gravity = nothing if gravity is None else gravity
    if has_gravity:
        acceleration = acceleration - gravity
    if attitude is None:
        attitude = np.column_stack([np.array([pitch_roll(tuple(g)) for g in gravity]), yaw])
    return np.hstack([gravity, acceleration, attitude, rotation])


def _attitude(quantities: Mapping[str, Signal], ticks: Ticks) -> Floats | None:
    told = quantities.get("attitude")
    return None if told is None else _angles(told.time_s, told.values, told.rate_hz, ticks)


def _angles(time_s: Floats, values: Floats, rate_hz: float, ticks: Ticks) -> Floats:
    """Returns angles at the ticks; between two samples they go the shorter way round."""
    unwrapped = Signal(time_s, np.unwrap(values, axis=0), rate_hz)
    angles = ticks.read(unwrapped, PHONE.stale_s)
    wrapped: Floats = (angles + math.pi) % (2 * math.pi) - math.pi
    return wrapped


def _filtered(total: Signal, rotation: Signal, ticks: Ticks) -> tuple[Floats, Floats]:
    """Returns gravity, shape (frames, 3), and yaw, shape (frames,), from the filter."""
    rate_hz = max(total.rate_hz, rotation.rate_hz)
    start_s = max(total.time_s[0], rotation.time_s[0])
    both = Ticks(start_s, min(total.time_s[-1], rotation.time_s[-1]), rate_hz)
    inputs = np.hstack([both.read(signal, PHONE.stale_s) for signal in (total, rotation)])
    known = ~np.isnan(inputs).any(axis=1)
    times_s, inputs = both.at_s[known], inputs[known]
    inputs[1:, 3:] = (inputs[1:, 3:] + inputs[:-1, 3:]) / 2  # of the middle of each step
    orientation = OrientationFilter()
    said = [
        orientation.update(tuple(row[:3].tolist()), tuple(row[3:].tolist()), time_s)
        for time_s, row in zip(times_s.tolist(), inputs, strict=True)
    ]
    gravity = ticks.read(Signal(times_s, np.array([g for g, _ in said]), rate_hz), PHONE.stale_s)
    yaws = np.array([[yaw] for _, yaw in said])
    lengths = np.linalg.norm(gravity, axis=1, keepdims=True)
    return gravity / lengths, _angles(times_s, yaws, rate_hz, ticks)[:, 0]
