import numpy as np

from recorder.coach import Alert, Speech, Whistle, cues
from recorder.sound.mixer import Lane
from recorder.sound.playlist import moved, playlist
from sessions.exercises import load_exercises
from sessions.script import generate

RATE_HZ = 48_000
WORD = np.full(1000, 0.5, np.float32)
CUES = (Speech(0.0, "squats"), Alert(12.0), Whistle(15.0, 16.0, 18.0), Whistle(19.0, 20.0, 22.0))


def test_each_cue_begins_at_its_sample() -> None:
    placed = playlist(CUES, {"squats": WORD}, RATE_HZ)
    assert [each.start for each in placed] == [0, 12 * RATE_HZ, 15 * RATE_HZ, 19 * RATE_HZ]
    lanes = [each.clip.lane for each in placed]
    assert lanes == [Lane.SPEECH, Lane.TONE, Lane.TONE, Lane.TONE]


def test_what_nobody_can_say_stays_silent() -> None:
    assert len(playlist(CUES, {}, RATE_HZ)) == 3


def test_whistles_of_one_length_are_one_clip() -> None:
    *_, first, second = playlist(CUES, {}, RATE_HZ)
    assert first.clip is second.clip


def test_a_workout_begins_when_the_session_does() -> None:
    placed = moved(playlist(CUES, {"squats": WORD}, RATE_HZ), 100)
    assert [each.start for each in placed][:2] == [100, 12 * RATE_HZ + 100]


def test_no_two_tones_of_a_workout_overlap() -> None:
    script = generate(load_exercises(), seed=7, duration_s=900)
    tones = playlist(cues(script, {}), {}, RATE_HZ)
    ends = [each.start + len(each.clip.samples) for each in tones]
    assert all(end <= each.start for end, each in zip(ends, tones[1:], strict=False))
