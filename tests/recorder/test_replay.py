import asyncio
import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recorder.metronome import Simulated
from recorder.replay import Replay
from recorder.sampler import Sampler
from sessions.channels import PHONE, nearable
from sessions.frames import Frame
from sessions.recording import Recording
from tests.fakes.recordings import swinging


def sampled_again(recording: Recording) -> list[Frame]:
    """What comes out when a recording is replayed and sampled at its own rate."""

    async def run() -> list[Frame]:
        source, metronome = Replay(recording), Simulated(1e6)
        await source.open(metronome.now)
        sampler = Sampler(source.streams, recording.rate_hz, metronome.now())
        frames: list[Frame] = []
        async for tick in metronome.ticks(0.0, recording.rate_hz):
            if source.ended:
                return frames
            for sample in source.read(tick.due_s):
                sampler.take(sample)
            frames.append(sampler.frame(tick))
        return frames

    return asyncio.run(run())


def test_the_same_frames_come_out_that_went_in() -> None:
    recording = swinging(streams=(PHONE, nearable("chest")))
    again = sampled_again(recording)
    assert [frame.values for frame in again] == [frame.values for frame in recording.frames]


def test_a_held_sample_is_given_once_and_keeps_its_age() -> None:
    recording = swinging(duration_s=2.0)
    held = [
        replace(f, ages_s=(0.1 * (f.tick % 3) + 0.02,), values=recording.frames[f.tick // 3].values)
        for f in recording.frames
    ]
    recording = replace(recording, frames=held)
    again = sampled_again(recording)
    assert [frame.ages_s[0] for frame in again] == pytest.approx([f.ages_s[0] for f in held])


def test_missing_values_stay_missing() -> None:
    recording = swinging(duration_s=10.0)
    gone = (math.nan,) * 12
    frames = [
        replace(f, values=gone, ages_s=(math.nan,)) if f.tick < 5 else f for f in recording.frames
    ]
    again = sampled_again(replace(recording, frames=frames))
    assert all(math.isnan(frame.values[0]) for frame in again[:5])
    assert again[5].values == frames[5].values


@given(steps=st.lists(st.integers(1, 40), max_size=60))
def test_samples_do_not_depend_on_how_they_are_asked_for(steps: list[int]) -> None:
    recording = swinging(duration_s=30.0)
    whole, parts = Replay(recording), Replay(recording)
    expected = list(whole.read(30.0))
    found = []
    time_s = 0.0
    for step in steps:
        time_s += step / 10
        found += list(parts.read(time_s))
    assert found == expected[: len(found)]
    assert found + list(parts.read(30.0)) == expected
