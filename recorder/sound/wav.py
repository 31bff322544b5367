"""WAV files: 16-bit PCM, read whole or written as it comes."""

import wave
from collections.abc import Iterable
from pathlib import Path

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


def write_wav(path: Path, rate_hz: int, samples: int, blocks: Iterable[Samples]) -> None:
    """Writes mono sound as it comes; the file has its name only once it is whole.

    Args:
        path: the file.
        rate_hz: of the samples.
        samples: how many there will be.
        blocks: the sound; what lies beyond -1 and 1 is cut off there.

    Raises:
        UsageError: so many samples do not fit into a WAV file.
        DataError: the file cannot be written.
    """
    if 2 * samples > _LARGEST_BYTES:
        hours = _LARGEST_BYTES / 2 / rate_hz / 3600
        raise UsageError(f"a WAV file at {rate_hz} Hz holds {hours:.0f} h; choose a shorter one")
    partial = path.with_name(path.name + ".partial")
    try:
        with partial.open("wb") as raw, wave.open(raw, "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(rate_hz)
            for block in blocks:
                pcm = np.rint(np.clip(block, -1, 1) * _FULL_SCALE).astype("<i2")
                file.writeframesraw(pcm.tobytes())
        partial.replace(path)
    except OSError as error:
        raise DataError(path, f"cannot be written: {error.strerror}") from error
    finally:
        partial.unlink(missing_ok=True)
