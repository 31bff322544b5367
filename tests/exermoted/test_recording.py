import asyncio
from pathlib import Path

from exermoted.config import Config
from exermoted.feed import Feed
from exermoted.recording import Moment, Plan, record
from exermoted.sources import open_origin
from recorder.sound.player import Silent
from sessions.exercises import load_exercises
from sessions.info import read_info
from sessions.script import generate


class Quiet:
    def begin(self, folder: Path) -> None:
        pass

    def show(self, moment: Moment) -> None:
        pass


def test_underruns_of_the_sound_stand_in_the_session(tmp_path: Path) -> None:
    script = generate(load_exercises(), seed=1, duration_s=2.0)
    origin = open_origin("sim", Config(), script, seed=1, speed=1000)
    plan = Plan("Ada", script, None, tmp_path, "sim", {}, cues=())
    sound = Silent()
    sound.counts.underruns = 3

    async def test() -> Path:
        feed = Feed(origin.source, origin.metronome, 10.0)
        return (await record(plan, feed, sound, Quiet(), asyncio.Event())).folder

    assert read_info(asyncio.run(test())).underruns == 3
