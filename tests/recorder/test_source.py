import asyncio
from collections.abc import Iterable, Sequence

import pytest

from recorder.heard import SensorState
from recorder.replay import Replay
from recorder.source import Clock, Source, Together
from sessions.channels import PHONE, Stream, nearable
from sessions.errors import SourceError
from sessions.frames import Sample
from tests.fakes.recordings import swinging


class Noted:
    """A source that remembers what it was asked for."""

    def __init__(self, *samples: Sample, fails: bool = False) -> None:
        self.streams: tuple[Stream, ...] = (nearable("chest"),)
        self.ended = False
        self.calls: list[str] = []
        self._samples = samples
        self._fails = fails

    async def open(self, clock: Clock) -> None:
        self.calls.append(f"open at {clock():g}")
        if self._fails:
            raise SourceError("no")

    async def close(self) -> None:
        self.calls.append("close")

    def read(self, until_s: float) -> Iterable[Sample]:
        return [sample for sample in self._samples if sample.time_s <= until_s]

    def notes(self) -> Sequence[str]:
        return ["noted"]

    def sensors(self) -> Sequence[SensorState]:
        return ()


def sample(time_s: float) -> Sample:
    return Sample("chest", time_s, (0.0,) * 4)


def test_samples_of_several_sources_come_by_time() -> None:
    both = Together([Noted(sample(1), sample(4)), Noted(sample(2), sample(3), sample(9))])
    assert [s.time_s for s in both.read(5)] == [1, 2, 3, 4]
    assert both.notes() == ["noted", "noted"]


def test_streams_stand_side_by_side() -> None:
    both = Together([Replay(swinging()), Noted()])
    assert both.streams == (PHONE, nearable("chest"))
    assert not both.ended


def test_where_one_cannot_be_opened_the_others_are_closed_again() -> None:
    first, second, third = Noted(), Noted(fails=True), Noted()
    with pytest.raises(SourceError):
        asyncio.run(Together([first, second, third]).open(lambda: 7.0))
    assert first.calls == ["open at 7", "close"]
    assert second.calls == ["open at 7"]
    assert third.calls == []


def test_all_are_opened_and_closed() -> None:
    sources: Sequence[Source] = (Noted(), Noted())

    async def run() -> None:
        both = Together(sources)
        await both.open(lambda: 0.0)
        await both.close()

    asyncio.run(run())
    assert [s.calls for s in sources if isinstance(s, Noted)] == [["open at 0", "close"]] * 2
