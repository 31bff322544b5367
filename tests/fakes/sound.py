"""An output and a speech engine that do what a test tells them to."""

import threading
import wave
from pathlib import Path

import numpy as np

from recorder.sound.mixer import Mixer
from recorder.sound.output import OpenStream
from recorder.sound.synthesis import Samples
from recorder.source import Clock
from sessions.errors import SoundError

RATE_HZ = 48_000
BLOCK = 1024


class FakeStream:
    """A stream whose blocks a test asks for."""

    def __init__(self, mixer: Mixer) -> None:
        self.blocks = 0
        self.underruns = 0
        self.active = True
        self.closed = False
        self._mixer = mixer

    def hear(self, first_sample: int, count: int) -> Samples:
        """Returns the sound from a sample position on."""
        heard = np.zeros(-(-count // BLOCK) * BLOCK, np.float32)
        for start in range(0, len(heard), BLOCK):
            self._mixer.mix(heard[start : start + BLOCK], first_sample + start)
            self.blocks += 1
        return heard[:count]

    def close(self) -> None:
        self.closed = True


class FakeOutput:
    """A sound card that can be missing or hang; each stream that was opened is kept."""

    def __init__(self, missing: bool = False) -> None:
        self.missing = missing
        self.answers = threading.Event()
        self.answers.set()
        self.abandoned = False
        self.tries = 0
        self.streams: list[FakeStream] = []

    def open(self, mixer: Mixer, clock: Clock) -> OpenStream:  # noqa: ARG002 # the protocol's
        self.tries += 1
        self.answers.wait()
        if self.missing:
            raise SoundError("there is no sound device")
        self.streams.append(FakeStream(mixer))
        return self.streams[-1]

    def abandon(self) -> None:
        self.abandoned = True


class FakeEngine:
    """Speaks each text as a tone whose length is that of the text.

    Args:
        identity: what its sound depends on.
        missing: whether there is no engine at all.
        unable: texts that it fails at.
        silent: texts of which it writes silence.
    """

    def __init__(
        self,
        identity: str = "fake 1 en 160",
        missing: bool = False,
        unable: tuple[str, ...] = (),
        silent: tuple[str, ...] = (),
    ) -> None:
        self.spoken: list[str] = []
        self.closed = 0
        self._identity = identity
        self._missing = missing
        self._unable = unable
        self._silent = silent

    async def open(self) -> str:
        if self._missing:
            raise SoundError("there is no speech engine")
        return self._identity

    async def render(self, text: str, path: Path) -> None:
        if text in self._unable:
            raise SoundError("the speech engine hung for 10 s")
        self.spoken.append(text)
        write_tone(path, seconds_of(text), 0.0 if text in self._silent else 0.3)

    async def close(self) -> None:
        self.closed += 1


def seconds_of(text: str) -> float:
    return 0.1 + 0.02 * len(text)


def write_tone(path: Path, length_s: float, level: float, rate_hz: int = 22_050) -> None:
    time_s = np.arange(round(length_s * rate_hz)) / rate_hz
    pcm = np.rint(32767 * level * np.sin(2 * np.pi * 220 * time_s)).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate_hz)
        file.writeframes(pcm.tobytes())
