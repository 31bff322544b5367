"""The sound card: one stream, and the callback that asks the mixer for each block."""

import atexit
import sys
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from recorder.sound.mixer import Mixer
from recorder.sound.settings import SoundSettings
from recorder.sound.timeline import Timeline
from recorder.source import Clock
from sessions.errors import SoundError

if TYPE_CHECKING:
    import sounddevice

BLOCK = 1024
"""Samples a callback; with 0.1 s of latency it was never too late."""

NO_DEVICE = (
    "there is no sound device; a service has no user's sound server: "
    "name an ALSA device as sound.device in the configuration"
)


class OpenStream(Protocol):
    """A stream that is asking the mixer for blocks."""

    @property
    def blocks(self) -> int:
        """How many blocks it has asked for; one that stays the same has died."""

    @property
    def underruns(self) -> int:
        """How often a block came too late."""

    @property
    def active(self) -> bool:
        """Whether the driver believes that it runs."""

    def close(self) -> None:
        """Ends it."""


class Output(Protocol):
    """Something that sound can be heard from."""

    def open(self, mixer: Mixer, clock: Clock) -> OpenStream:
        """Opens a stream that plays what the mixer gives.

        Raises:
            SoundError: it cannot be opened; says what to do.
        """

    def abandon(self) -> None:
        """Lets go of a driver that does not answer, so that the program can end without it."""


class PortAudio:
    """A sound card, by way of sounddevice. All calls come from one thread.

    Args:
        settings: which device, at what rate and latency.
    """

    def __init__(self, settings: SoundSettings) -> None:
        self._settings = settings
        self._used = False

    def open(self, mixer: Mixer, clock: Clock) -> OpenStream:
        sounddevice = _sounddevice()
        settings = self._settings
        callback = Callback(mixer, clock, settings.rate_hz, settings.delay_s)
        try:
            self._look_for_devices(sounddevice)
            device = sounddevice.query_devices(settings.device, "output")
            stream = sounddevice.OutputStream(
                samplerate=settings.rate_hz,
                blocksize=BLOCK,
                device=settings.device,
                channels=min(device["max_output_channels"], 2),
                dtype="float32",
                latency=settings.latency_s,
                callback=callback,
            )
            try:
                stream.start()
            except sounddevice.PortAudioError:
                stream.close()
                raise
        except (sounddevice.PortAudioError, ValueError) as error:
            raise SoundError(self._explained(error)) from error
        return _PortAudioStream(stream, callback, sounddevice.PortAudioError)

    def abandon(self) -> None:
        # A module whose import hangs in PortAudio is listed, but lacks its handler.
        handler = getattr(sys.modules.get("sounddevice"), "_exit_handler", None)
        if handler is not None:
            atexit.unregister(handler)  # it would wait for the driver

    def _look_for_devices(self, sounddevice: Any) -> None:
        """Has PortAudio look again: it does so only when it is initialised, as by its import."""
        if self._used:
            sounddevice._terminate()  # documented for this purpose
            sounddevice._initialize()
        self._used = True

    def _explained(self, error: Exception) -> str:
        if self._settings.device is None and "querying device -1" in str(error):
            return NO_DEVICE
        device = "default" if self._settings.device is None else self._settings.device
        return f"sound device '{device}' at {self._settings.rate_hz} Hz: {error}"


def _sounddevice() -> Any:
    try:
        import sounddevice  # noqa: PLC0415 # loads PortAudio, which may not be there
    except OSError as error:
        raise SoundError(f"{error}; install it: apt install libportaudio2") from error
    return sounddevice


class Callback:
    """What the driver calls for each block.

    Args:
        mixer: gives the block.
        clock: the session's.
        rate_hz: samples a second.
        delay_s: how much later than the driver says a block is heard.
    """

    def __init__(self, mixer: Mixer, clock: Clock, rate_hz: int, delay_s: float) -> None:
        self.blocks = 0
        self.underruns = 0
        self._mixer = mixer
        self._clock = clock
        self._delay_s = delay_s
        self._timeline = Timeline(rate_hz)
        self._mono = np.zeros(BLOCK, np.float32)

    def __call__(
        self, out: "np.ndarray[Any, np.dtype[np.float32]]", count: int, time: Any, status: Any
    ) -> None:
        """Fills ``out``, shape (samples, channels)."""
        # The driver's clock is monotonic on some systems and wall time on others (ALSA's pulse
        # plugin), so only the difference of two of its times is used.
        heard_s = self._clock() + time.outputBufferDacTime - time.currentTime + self._delay_s
        if status.output_underflow:
            self.underruns += 1
            self._timeline.forget()
        mono = self._mono[:count]
        self._mixer.mix(mono, self._timeline.first_sample(heard_s, count))
        out[:] = mono[:, np.newaxis]
        self.blocks += 1


class _PortAudioStream:
    def __init__(
        self, stream: "sounddevice.OutputStream", callback: Callback, error: type[Exception]
    ) -> None:
        self._stream = stream
        self._callback = callback
        self._error = error

    @property
    def blocks(self) -> int:
        return self._callback.blocks

    @property
    def underruns(self) -> int:
        return self._callback.underruns

    @property
    def active(self) -> bool:
        try:
            return bool(self._stream.active)
        except self._error:  # the device is gone
            return False

    def close(self) -> None:
        if self.active:
            self._stream.stop(ignore_errors=True)  # lets what is buffered be heard
        self._stream.close(ignore_errors=True)
