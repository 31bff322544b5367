import asyncio
from dataclasses import replace
from pathlib import Path

from exermoted.config import Config
from exermoted.feed import Feed
from exermoted.recording import Moment, Plan, record
from exermoted.sources import open_origin
from recorder.sound.player import Silent
from recorder.source import Clock
from sessions.exercises import load_exercises
from sessions.folder import read_session
from sessions.frames import Label, Phase
from sessions.info import read_info
from sessions.script import Script, Segment, generate


class Quiet:
    def begin(self, folder: Path) -> None:
        pass

    def show(self, moment: Moment) -> None:
        pass


class Unanswering(Silent):
    """A sound server that does not answer."""

    def __init__(self) -> None:
        super().__init__()
        self.tried = asyncio.Event()
        self.closed = False

    async def open(self, clock: Clock) -> None:  # noqa: ARG002 # the protocol's
        self.tried.set()
        await asyncio.Event().wait()

    async def close(self) -> None:
        self.closed = True


def planned(tmp_path: Path) -> tuple[Plan, Feed]:
    script = generate(load_exercises(), seed=1, duration_s=2.0)
    origin = open_origin("sim", Config(), script, seed=1, speed=1000)
    plan = Plan("Ada", script, None, tmp_path, "sim", {}, cues=())
    return plan, Feed(origin.source, origin.metronome, 10.0)


def test_underruns_of_the_sound_stand_in_the_session(tmp_path: Path) -> None:
    plan, feed = planned(tmp_path)
    sound = Silent()
    sound.counts.underruns = 3

    async def test() -> Path:
        return (await record(plan, feed, sound, Quiet(), asyncio.Event())).folder

    assert read_info(asyncio.run(test())).underruns == 3


def test_one_who_gives_up_while_the_sound_opens_gives_it_back(tmp_path: Path) -> None:
    async def test() -> None:
        sound = Unanswering()
        begin = asyncio.create_task(record(*planned(tmp_path), sound, Quiet(), asyncio.Event()))
        await sound.tried.wait()
        begin.cancel()
        await asyncio.wait([begin])
        assert sound.closed

    asyncio.run(test())


def test_what_is_known_of_a_followed_scripts_sets_stands_in_the_session(tmp_path: Path) -> None:
    plan, feed = planned(tmp_path)
    whole = Script(
        (Segment(0.0, 2.0, Label(Phase.SET, "Dip", 1)),), counts={1: 7}, trimmed_s={"Dip": 0.3}
    )

    async def test() -> Path:
        followed = replace(plan, script=whole)
        return (await record(followed, feed, Silent(), Quiet(), asyncio.Event())).folder

    session = read_session(asyncio.run(test()))
    assert (session.counts, session.trimmed_s) == ({1: 7}, {"Dip": 0.3})
    assert {label.phase for label in session.labels} == {Phase.SET}
