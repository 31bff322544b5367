"""WAV files: 16-bit PCM, read whole or written as it comes."""

import os
import wave
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from recorder.sound.synthesis import Samples
from sessions.errors import DataError, UsageError

_FULL_SCALE = 32767
_LARGEST_BYTES = 2**32 - 1024  # a WAV file counts its bytes in 32 bits


def read_wav(path: Path) -> tuple[Samples, int]:
    """Returns a file's sound, several channels mixed to one, and its rate in Hz.

    Raises:
        DataError: it cannot be read or is not 16-bit PCM.
    """
    try:
        with wave.open(str(path), "rb") as file:
            if file.getsampwidth() != 2:
                raise DataError(path, f"has {file.getsampwidth() * 8} bits a sample; 16 are read")
            channels, rate_hz = file.getnchannels(), file.getframerate()
            raw = file.readframes(file.getnframes())
    except (OSError, EOFError, wave.Error) as error:
        raise DataError(path, f"is no WAV file that can be read: {error}") from error
    whole = len(raw) - len(raw) % (2 * channels)  # a torn file may end within a frame
    frames = np.frombuffer(raw[:whole], dtype="<i2").reshape(-1, channels)
    return frames.mean(axis=1, dtype=np.float32) / np.float32(_FULL_SCALE + 1), rate_hz


class WavWriter:
    """Writes mono sound block by block; the file has its name only once it is whole.

    Args:
        path: the file.
        rate_hz: of the samples.
        samples: how many will be written.

    Raises:
        UsageError: so many samples do not fit into a WAV file.
        DataError: the file cannot be written.
    """

    def __init__(self, path: Path, rate_hz: int, samples: int) -> None:
        if 2 * samples > _LARGEST_BYTES:
            hours = _LARGEST_BYTES / 2 / rate_hz / 3600
            raise UsageError(
                f"a WAV file at {rate_hz} Hz holds {hours:.0f} h; choose a shorter one"
            )
        self._path = path
        self._partial = path.with_name(path.name + ".partial")
        try:
            self._file = wave.open(str(self._partial), "wb")  # noqa: SIM115 # closed by __exit__
        except OSError as error:
            raise DataError(path, f"cannot be written: {error.strerror}") from error
        self._file.setnchannels(1)
        self._file.setsampwidth(2)
        self._file.setframerate(rate_hz)

    def write(self, samples: Samples) -> None:
        """Appends samples; what lies beyond -1 and 1 is cut off there."""
        pcm = np.rint(np.clip(samples, -1, 1) * _FULL_SCALE).astype("<i2")
        try:
            self._file.writeframesraw(pcm.tobytes())
        except OSError as error:
            raise DataError(self._path, f"cannot be written: {error.strerror}") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is not None:
            self._partial.unlink(missing_ok=True)
            return
        try:
            self._file.close()
            os.replace(self._partial, self._path)
        except OSError as error_at_end:
            raise DataError(
                self._path, f"cannot be written: {error_at_end.strerror}"
            ) from error_at_end
