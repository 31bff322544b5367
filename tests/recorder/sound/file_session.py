"""Plays a workout into ALSA as fast as it takes it: the stream counts its own time.

``python file_session.py SEED SECONDS SET_BREAK_S``.
"""

import sys
import threading

from recorder.sound.mixer import Mixer
from recorder.sound.output import PortAudio
from recorder.sound.playlist import playlist
from recorder.sound.settings import SoundSettings
from recorder.sound.synthesis import Samples
from tests.recorder.sound.workout import workout


class CountingMixer(Mixer):
    """A mixer that goes by the samples played, where no time is."""

    def __init__(self, samples: int) -> None:
        super().__init__()
        self.done = threading.Event()
        self._played = 0
        self._samples = samples

    def mix(self, out: Samples, first_sample: int) -> None:  # noqa: ARG002 # the base's
        super().mix(out, self._played)
        self._played += len(out)
        if self._played > self._samples:
            self.done.set()


def main(seed: int, duration_s: float, set_break_s: float) -> None:
    settings = SoundSettings()
    mixer = CountingMixer(round(duration_s * settings.rate_hz))
    mixer.play(playlist(workout(seed, duration_s, set_break_s), {}, settings.rate_hz))
    stream = PortAudio(settings).open(mixer, lambda: 0.0)
    mixer.done.wait()
    stream.close()


if __name__ == "__main__":
    seed, duration_s, set_break_s = sys.argv[1:]
    main(int(seed), float(duration_s), float(set_break_s))
