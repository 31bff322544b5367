import msgspec

from exermoted.config import Config
from exermoted.sounds import cues_of, sound_of
from recorder.coach import Speech
from recorder.sound.player import Player, Silent
from recorder.sound.settings import SoundSettings
from sessions.exercises import load_exercises
from sessions.script import generate


def test_cues_are_in_the_language_of_the_configuration() -> None:
    config = msgspec.structs.replace(Config(), sound=SoundSettings(language="de"))
    exercises = load_exercises()
    planned = cues_of(config, generate(exercises, seed=7, duration_s=60), exercises)
    said = [cue.text for cue in planned if isinstance(cue, Speech)]
    assert said == ["Burpees", "Training beendet"]


def test_quiet_is_silent() -> None:
    assert isinstance(sound_of(Config(), quiet=True), Silent)
    assert isinstance(sound_of(Config(), quiet=False), Player)
