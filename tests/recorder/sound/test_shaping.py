import numpy as np
import pytest

from recorder.sound.shaping import SPEECH_LEVEL, resampled, speech_clip, trimmed
from recorder.sound.synthesis import TONE_LEVEL, Samples
from tests.recorder.sound.measure import pitches_hz

ESPEAK_HZ = 22_050


def tone(hz: float, length_s: float, rate_hz: int, level: float = 0.2) -> Samples:
    time_s = np.arange(round(length_s * rate_hz)) / rate_hz
    return (level * np.sin(2 * np.pi * hz * time_s)).astype(np.float32)


@pytest.mark.parametrize("to_rate_hz", [16_000, 44_100, 48_000])
def test_another_rate_changes_neither_pitch_nor_level(to_rate_hz: int) -> None:
    heard = trimmed(resampled(tone(440, 1.0, ESPEAK_HZ), ESPEAK_HZ, to_rate_hz), to_rate_hz)
    _, measured = pitches_hz(heard, to_rate_hz)
    middle = heard[len(heard) // 4 : -len(heard) // 4]
    assert np.median(measured) == pytest.approx(440, abs=0.5)
    assert np.abs(middle).max() == pytest.approx(0.2, rel=0.01)
    assert len(heard) / to_rate_hz == pytest.approx(1.0, abs=0.05)


def test_the_same_rate_changes_nothing() -> None:
    sound = tone(440, 0.1, ESPEAK_HZ)
    assert resampled(sound, ESPEAK_HZ, ESPEAK_HZ) is sound


def test_silence_around_a_phrase_is_cut_off() -> None:
    sound = np.pad(tone(440, 0.3, ESPEAK_HZ), (ESPEAK_HZ, 2 * ESPEAK_HZ))
    assert len(trimmed(sound, ESPEAK_HZ)) / ESPEAK_HZ == pytest.approx(0.34, abs=0.01)


def test_nothing_but_silence_gives_nothing() -> None:
    assert len(speech_clip(np.zeros(1000, np.float32), ESPEAK_HZ, 48_000)) == 0


@pytest.mark.parametrize("level", [0.01, 0.9])
def test_phrases_are_equally_loud(level: float) -> None:
    clip = speech_clip(tone(440, 0.3, ESPEAK_HZ, level), ESPEAK_HZ, 48_000)
    assert np.abs(clip).max() == pytest.approx(SPEECH_LEVEL, rel=0.01)


def test_tone_and_speech_together_do_not_clip() -> None:
    assert TONE_LEVEL + SPEECH_LEVEL < 1
