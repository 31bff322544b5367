"""From the configuration to what is heard: the player, and a workout's cues in its language."""

from exermoted.config import Config
from recorder.coach import Cue, cues
from recorder.sound.language import load_language
from recorder.sound.player import Player, Silent, Sound
from sessions.exercises import Exercises
from sessions.script import Script


def sound_of(config: Config, *, quiet: bool) -> Sound:
    """Returns the player that the configuration asks for, or silence.

    Raises:
        UsageError: the language or the voice command is none.
        DataError: the language's file is none.
    """
    return Silent() if quiet else Player.of(config.sound)


def cues_of(config: Config, script: Script, exercises: Exercises) -> tuple[Cue, ...]:
    """Returns a workout's cues in the configuration's language.

    Raises:
        UsageError: there is no such language.
        DataError: the language's file is none.
    """
    language = load_language(config.sound.language)
    return cues(script, language.announcements(exercises), language.workout_over)
