from pathlib import Path

import numpy as np
import pytest

from recorder.coach import Speech, Whistle, cues
from recorder.sound.render import render
from recorder.sound.wav import read_wav
from sessions.exercises import load_exercises
from sessions.script import generate
from tests.recorder.sound.measure import loud_s, onset, pitch_errors_hz

RATE_HZ = 48_000
WORD_S = 0.6
WORD = np.tile(np.array([0.5, -0.5], np.float32), round(WORD_S * RATE_HZ / 2))
WORKOUT = cues(generate(load_exercises(), seed=7, duration_s=90), {}, closing="workout over")
TEXTS = {cue.text for cue in WORKOUT if isinstance(cue, Speech)}


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    path = tmp_path_factory.mktemp("wav") / "workout.wav"
    assert render(WORKOUT, dict.fromkeys(TEXTS, WORD), path, RATE_HZ, 90.0) == 90.0
    samples, rate_hz = read_wav(path)
    assert (len(samples), rate_hz) == (90 * RATE_HZ, RATE_HZ)
    return samples


def test_each_whistle_follows_its_law(sound: np.ndarray[tuple[int], np.dtype[np.float32]]) -> None:
    for cue in (cue for cue in WORKOUT if isinstance(cue, Whistle)):
        heard = sound[round(cue.start_s * RATE_HZ) :]
        assert pitch_errors_hz(heard, cue, RATE_HZ).max() < 2


def test_each_cue_is_heard_at_its_time(
    sound: np.ndarray[tuple[int], np.dtype[np.float32]],
) -> None:
    for cue in WORKOUT:
        at = round(cue.start_s * RATE_HZ)
        begun = onset(sound, at, RATE_HZ // 5)
        assert begun is not None
        assert 0 <= begun - at < 0.002 * RATE_HZ


def test_speech_lasts_as_long_as_it_does(
    sound: np.ndarray[tuple[int], np.dtype[np.float32]],
) -> None:
    for cue in (cue for cue in WORKOUT if isinstance(cue, Speech)):
        at = round(cue.start_s * RATE_HZ)
        assert loud_s(sound[at : at + RATE_HZ], RATE_HZ) == pytest.approx(WORD_S, abs=0.02)


def test_without_a_length_the_file_ends_with_its_last_cue(tmp_path: Path) -> None:
    assert render([Whistle(1.0, 2.0, 3.5)], {}, tmp_path / "a.wav", RATE_HZ) == 3.5
    assert render([], {}, tmp_path / "b.wav", RATE_HZ) == 0.0
