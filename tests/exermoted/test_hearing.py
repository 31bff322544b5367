import asyncio
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from exermoted.hearing import play
from recorder.coach import Alert, Cue, Speech
from recorder.sound.language import load_language
from recorder.sound.player import Player
from sessions.errors import SoundError
from tests.fakes.sound import RATE_HZ, FakeEngine, FakeOutput

CUES = (Speech(0.0, "squats"), Alert(0.1), Speech(0.2, "workout over"))


def player(folder: Path, output: FakeOutput, engine: FakeEngine | None = None) -> Player:
    return Player(output, engine or FakeEngine(), load_language("en"), RATE_HZ, folder)


def played(sound: Player, planned: Sequence[Cue] = CUES) -> tuple[list[Cue], list[str]]:
    shown: list[Cue] = []
    noted: list[str] = []
    asyncio.run(play(planned, 0.3, sound, shown.append, noted.append, time.monotonic))
    return shown, noted


def test_each_cue_is_shown_as_it_is_heard(tmp_path: Path) -> None:
    output = FakeOutput()
    shown, noted = played(player(tmp_path, output))
    assert (tuple(shown), noted) == (CUES, [])
    assert output.streams[0].closed


def test_what_cannot_be_said_is_noted(tmp_path: Path) -> None:
    _, noted = played(player(tmp_path, FakeOutput(), FakeEngine(unable=("squats",))))
    assert noted == ["no speech for 'squats': the speech engine hung for 10 s; it is shown instead"]


def test_without_a_sound_card_there_is_nothing_to_play(tmp_path: Path) -> None:
    with pytest.raises(SoundError, match="no sound: there is no sound device"):
        played(player(tmp_path, FakeOutput(missing=True)))
