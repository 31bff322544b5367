import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from recorder.sound.keeper import Keeper
from recorder.sound.mixer import Mixer
from tests.fakes.sound import FakeOutput
from tests.fakes.waiting import PATIENCE_S, wait


@contextmanager
def kept(output: FakeOutput) -> Iterator[Keeper]:
    keeper = Keeper(
        output, Mixer(), time.monotonic, first_retry_s=0.01, silence_s=0.5, watch_s=0.01
    )
    keeper.start()
    yield keeper
    assert keeper.close(PATIENCE_S)


def keep_asking(output: FakeOutput, keeper: Keeper, times: int) -> None:
    for _ in range(times):
        output.streams[-1].hear(0, 1024)
        time.sleep(0.02)
        assert keeper.heard


def test_a_stream_is_opened_once_and_closed_at_the_end() -> None:
    output = FakeOutput()
    with kept(output) as keeper:
        assert keeper.wait_for_first_try(PATIENCE_S)
        keep_asking(output, keeper, times=30)
    assert [stream.closed for stream in output.streams] == [True]
    assert not keeper.heard
    assert not keeper.notes


def test_a_sound_card_that_is_not_there_is_told_once_and_tried_again() -> None:
    output = FakeOutput(missing=True)
    with kept(output) as keeper:
        wait(lambda: output.tries > 2)
        assert list(keeper.notes) == ["no sound: there is no sound device"]
        assert not keeper.heard
        output.missing = False
        wait(lambda: keeper.heard)
        assert keeper.notes[-1] == "the sound is back"


@pytest.mark.parametrize("way", ["the driver ends the stream", "the driver falls silent"])
def test_a_sound_card_that_vanishes_is_opened_again(way: str) -> None:
    output = FakeOutput()
    with kept(output) as keeper:
        wait(lambda: keeper.heard)
        output.streams[0].active = way != "the driver ends the stream"
        wait(lambda: len(output.streams) > 1)
        assert list(keeper.notes)[:2] == [
            "the sound device is gone; cues are shown until it is back",
            "the sound is back",
        ]
        assert output.streams[0].closed


def test_underruns_of_all_streams_are_counted() -> None:
    output = FakeOutput()
    with kept(output) as keeper:
        for stream in range(2):
            wait(lambda: len(output.streams) > stream)  # noqa: B023 # waited for here
            output.streams[stream].underruns = 3
            output.streams[stream].active = False
        wait(lambda: keeper.counts.underruns == 6)
        assert keeper.counts.opened >= 2
