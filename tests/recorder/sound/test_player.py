import asyncio
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from recorder.coach import Alert, Cue, Speech, Whistle
from recorder.sound.language import load_language
from recorder.sound.player import Player, Silent, Sound
from recorder.sound.settings import SoundSettings
from sessions.errors import UsageError
from tests.fakes.sound import RATE_HZ, FakeEngine, FakeOutput, seconds_of
from tests.recorder.sound.measure import loud_s, onset

CUES = (Speech(0.0, "squats"), Alert(2.0), Whistle(4.0, 5.0, 7.0))
START_S = 1000.0


def player(
    folder: Path, output: FakeOutput | None = None, engine: FakeEngine | None = None
) -> Player:
    return Player(
        output or FakeOutput(), engine or FakeEngine(), load_language("en"), RATE_HZ, folder
    )


async def ready(sound: Sound, cues: Sequence[Cue] = CUES) -> None:
    await sound.open(time.monotonic)
    await sound.prepare(cues)


def test_a_workout_is_heard_from_its_start_on(tmp_path: Path) -> None:
    async def run() -> None:
        output = FakeOutput()
        sound = player(tmp_path, output)
        await ready(sound)
        sound.start(START_S)
        heard = output.streams[0].hear(round((START_S - 1) * RATE_HZ), 9 * RATE_HZ)
        assert not heard[:RATE_HZ].any()
        for cue in CUES:
            at = round((1 + cue.start_s) * RATE_HZ)
            begun = onset(heard, at, RATE_HZ // 10)
            assert begun is not None
            assert 0 <= begun - at < (0.03 if isinstance(cue, Speech) else 0.002) * RATE_HZ
        assert loud_s(heard[RATE_HZ : 2 * RATE_HZ], RATE_HZ) == pytest.approx(
            seconds_of("squats"), abs=0.05
        )
        await sound.close()
        assert output.streams[0].closed

    asyncio.run(run())


def test_a_count_is_said_at_once(tmp_path: Path) -> None:
    async def run() -> None:
        output = FakeOutput()
        sound = player(tmp_path, output)
        await ready(sound, ())
        assert sound.say_number(7)
        heard = output.streams[0].hear(123, RATE_HZ)
        assert onset(heard, 0, RATE_HZ // 20) is not None
        assert loud_s(heard, RATE_HZ) == pytest.approx(seconds_of("seven"), abs=0.05)
        assert not sound.say_number(31)
        await sound.close()
        assert not sound.say_number(7)

    asyncio.run(run())


def test_a_workout_that_is_stopped_falls_silent(tmp_path: Path) -> None:
    async def run() -> None:
        output = FakeOutput()
        sound = player(tmp_path, output)
        await ready(sound)
        sound.start(START_S)
        output.streams[0].hear(round((START_S + 4) * RATE_HZ), 4096)
        sound.stop()
        heard = output.streams[0].hear(round((START_S + 4) * RATE_HZ) + 4096, 2 * RATE_HZ)
        assert heard[:256].any()
        assert not heard[256:].any()
        await sound.close()

    asyncio.run(run())


def test_without_a_sound_card_everything_goes_on(tmp_path: Path) -> None:
    async def run() -> None:
        sound = player(tmp_path, FakeOutput(missing=True))
        await ready(sound)
        sound.start(START_S)
        assert not sound.say_number(1)
        assert list(sound.notes()) == ["no sound: there is no sound device"]
        assert list(sound.notes()) == []
        await sound.close()

    asyncio.run(run())


def test_a_sound_server_that_does_not_answer_is_left_behind(tmp_path: Path) -> None:
    async def run() -> None:
        output = FakeOutput()
        output.answers.clear()
        sound = Player(output, FakeEngine(), load_language("en"), RATE_HZ, tmp_path, patience_s=0.1)
        await ready(sound)
        assert list(sound.notes()) == ["no sound: the sound server does not answer; waiting for it"]
        await sound.close()
        assert output.abandoned
        output.answers.set()

    asyncio.run(run())


def test_without_speech_the_whistle_is_still_heard(tmp_path: Path) -> None:
    async def run() -> None:
        output = FakeOutput()
        sound = player(tmp_path, output, FakeEngine(missing=True))
        await ready(sound)
        sound.start(START_S)
        heard = output.streams[0].hear(round(START_S * RATE_HZ), 8 * RATE_HZ)
        assert not heard[: 2 * RATE_HZ].any()
        assert np.abs(heard[4 * RATE_HZ :]).max() > 0.2
        (note,) = sound.notes()
        assert note.startswith("no speech for 'squats' and 30 more: there is no speech engine")
        await sound.close()

    asyncio.run(run())


def test_a_player_can_be_opened_again(tmp_path: Path) -> None:
    async def run() -> None:
        output = FakeOutput()
        sound = player(tmp_path, output)
        for _ in range(2):
            await ready(sound)
            assert sound.heard
            await sound.close()
            assert not sound.heard
        assert len(output.streams) == 2

    asyncio.run(run())


def test_silence_is_a_sound_too() -> None:
    async def run() -> None:
        sound: Sound = Silent()
        await ready(sound)
        sound.start(START_S)
        assert not sound.say_number(1)
        sound.stop()
        await sound.close()
        assert list(sound.notes()) == []
        assert sound.counts.opened == 0

    asyncio.run(run())


def test_settings_that_cannot_be_followed_are_told() -> None:
    with pytest.raises(UsageError, match="language 'tlh'"):
        Player.of(SoundSettings(language="tlh"))
