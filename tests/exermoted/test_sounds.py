import re

import msgspec
import pytest

from exermoted.config import Config
from exermoted.sounds import cues_of, sound_of
from recorder.coach import Speech
from recorder.sound.language import Language
from recorder.sound.player import Player, Silent
from recorder.sound.settings import SoundSettings
from sessions.exercises import load_exercises
from sessions.script import generate
from tests.conftest import ROOT


def test_cues_are_in_the_language_of_the_configuration() -> None:
    config = msgspec.structs.replace(Config(), sound=SoundSettings(language="de"))
    exercises = load_exercises()
    planned = cues_of(config, generate(exercises, seed=7, duration_s=60), exercises)
    said = [cue.text for cue in planned if isinstance(cue, Speech)]
    assert said == ["Burpees", "Training beendet"]


def test_quiet_is_silent() -> None:
    assert isinstance(sound_of(Config(), quiet=True), Silent)
    assert isinstance(sound_of(Config(), quiet=False), Player)


@pytest.mark.parametrize(
    "example", re.findall(r"```yaml\n(.*?)```", (ROOT / "docs" / "sound.md").read_text(), re.DOTALL)
)
def test_the_documented_settings_and_languages_are_valid(example: str) -> None:
    if example.startswith("sound:"):
        msgspec.yaml.decode(example, type=Config)
    else:
        msgspec.yaml.decode(example, type=Language)
