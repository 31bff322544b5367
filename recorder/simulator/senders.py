"""What the athlete wears sends: real packets and lines, read back by the real decoders."""

import numpy as np

from recorder.packets import nearable
from recorder.phone import sensorlog
from recorder.phone.motion import Motion as PhoneMotion
from recorder.receiver import Receiver
from recorder.simulator.athlete import RATE_HZ, Motion
from recorder.simulator.population import Link
from recorder.simulator.radio import arrivals_s, strengths_dbm
from recorder.simulator.timeline import Floats
from sessions.channels import PHONE, PLACES
from sessions.frames import Sample

IDENTIFIERS = {place: f"51a7e0000000000{index}" for index, place in enumerate(PLACES, start=1)}
"""By place, the Nearable that an athlete wears there."""

_BOOTED_S = 86_400.0
"""A phone counts its time from when it was switched on: the day before."""

_STEPS_PER_G = 64
_RESTING_G = 0.1
_HARDWARE, _CELSIUS, _VOLTS = 3, 24.0, 2.9


class PhoneSender:
    """A phone that sends a SensorLog line at `RATE_HZ`.

    Args:
        motion: what its sensors read.

    Attributes:
        times_s: when each line arrives, since the workout's start.
    """

    def __init__(self, motion: Motion) -> None:
        self._values = np.hstack(
            [motion.gravity_g, motion.acceleration_g, motion.attitude_rad, motion.rotation_rad_s]
        )
        self.times_s: Floats = np.arange(len(self._values)) / RATE_HZ
        self._decoder = sensorlog.Decoder(sensorlog.HEADER)

    def line(self, index: int) -> bytes:
        """Returns one line as it goes over the network."""
        values = tuple(self._values[index].tolist())
        return sensorlog.encode(PhoneMotion(values, _BOOTED_S + float(self.times_s[index])))

    def sample(self, index: int, time_s: float) -> Sample:
        """Returns the sample of one line that arrives at ``time_s``."""
        read = self._decoder.decode(self.line(index))
        return Sample(PHONE.name, time_s, read.values, read.device_time_s)


class NearableSender:
    """A Nearable whose packets are heard now and then.

    Args:
        place: where it is worn.
        acceleration_g: what it reads at `RATE_HZ`, with gravity, shape (times, 3).
        link: how it is heard.
        draw: where chance comes from.

    Attributes:
        times_s: when each packet arrives, since the workout's start.
    """

    def __init__(
        self, place: str, acceleration_g: Floats, link: Link, draw: np.random.Generator
    ) -> None:
        self._identifier = IDENTIFIERS[place]
        self._receiver = Receiver({self._identifier: place})
        read_s = np.arange(len(acceleration_g)) / RATE_HZ
        self.times_s = arrivals_s(link, float(read_s[-1]), draw)
        self._rssi_dbm = strengths_dbm(link, len(self.times_s), draw)
        heard_g = np.stack([np.interp(self.times_s, read_s, axis) for axis in acceleration_g.T], 1)
        self._steps = np.clip(np.round(heard_g * _STEPS_PER_G), -128, 127)

    def payload(self, index: int) -> bytes:
        """Returns one packet's manufacturer data."""
        x, y, z = (self._steps[index] / _STEPS_PER_G).tolist()
        packet = nearable.Nearable(
            identifier=self._identifier,
            hardware=_HARDWARE,
            firmware=0,
            temperature_c=_CELSIUS,
            is_moving=abs(np.hypot(np.hypot(x, y), z) - 1) > _RESTING_G,
            battery_v=_VOLTS,
            battery_under_load=index % 2 == 0,
            acceleration_g=(x, y, z),
            current_state_s=0,
            previous_state_s=0,
            power=0,
        )
        return nearable.encode(packet)

    def sample(self, index: int, time_s: float) -> Sample | None:
        """Returns the sample of one packet that arrives at ``time_s``."""
        return self._receiver.receive(self.payload(index), self._rssi_dbm[index], time_s)
