"""The cues of a workout whose set breaks may be shorter than an athlete would like."""

import msgspec

from recorder.coach import Cue, cues
from recorder.sound.language import load_language
from sessions.exercises import load_exercises
from sessions.script import generate


def workout(seed: int, duration_s: float, set_break_s: float) -> tuple[Cue, ...]:
    """Returns the cues of a workout with set breaks of about ``set_break_s``."""
    exercises = msgspec.structs.replace(
        load_exercises(), set_break_s=(set_break_s * 0.8, set_break_s * 1.2)
    )
    language = load_language("en")
    script = generate(exercises, seed, duration_s)
    return cues(script, language.announcements(exercises), language.workout_over)
