import wave
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from recorder.sound.synthesis import Samples
from recorder.sound.wav import read_wav, write_wav
from sessions.errors import DataError, UsageError

RATE_HZ = 48_000
SOUND = np.linspace(-1, 1, 1000, dtype=np.float32)


def write_pcm(path: Path, raw: bytes, width: int = 2, channels: int = 1) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(RATE_HZ)
        file.writeframes(raw)


def test_what_was_written_in_blocks_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    write_wav(path, RATE_HZ, len(SOUND), (SOUND[:300], SOUND[300:]))
    samples, rate_hz = read_wav(path)
    assert rate_hz == RATE_HZ
    np.testing.assert_allclose(samples, SOUND, atol=1e-4)


def test_channels_are_mixed_to_one(tmp_path: Path) -> None:
    write_pcm(tmp_path / "a.wav", np.array([100, 300, -100, -300], "<i2").tobytes(), channels=2)
    samples, _ = read_wav(tmp_path / "a.wav")
    np.testing.assert_allclose(samples * 32768, [200, -200])


def test_a_torn_file_is_read_up_to_its_last_whole_frame(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    write_pcm(path, SOUND.astype("<f4").tobytes())
    path.write_bytes(path.read_bytes()[:-3])
    assert len(read_wav(path)[0]) == 2 * len(SOUND) - 2


def test_what_is_no_wav_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(b"RIFF")
    with pytest.raises(DataError, match=r"a\.wav: is no WAV file"):
        read_wav(path)


def test_samples_of_another_size_are_refused(tmp_path: Path) -> None:
    write_pcm(tmp_path / "a.wav", bytes(100), width=1)
    with pytest.raises(DataError, match="has 8 bits a sample; 16 are read"):
        read_wav(tmp_path / "a.wav")


def test_a_file_that_is_not_finished_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"

    def interrupted() -> Iterator[Samples]:
        yield SOUND
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_wav(path, RATE_HZ, len(SOUND), interrupted())
    assert list(tmp_path.iterdir()) == []


def test_a_day_does_not_fit_into_a_wav_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="at 48000 Hz holds 12 h"):
        write_wav(tmp_path / "a.wav", RATE_HZ, 24 * 3600 * RATE_HZ, ())


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot be written: No such file"):
        write_wav(tmp_path / "none" / "a.wav", RATE_HZ, 0, ())
