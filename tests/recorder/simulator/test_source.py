import asyncio
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recorder.metronome import Simulated
from recorder.packets import nearable
from recorder.phone import sensorlog
from recorder.sampler import Sampler
from recorder.simulator.athlete import Athlete
from recorder.simulator.population import LEVELS, Link, packaged_population
from recorder.simulator.senders import IDENTIFIERS, NearableSender, PhoneSender
from recorder.simulator.source import SimulatedSource
from recorder.simulator.variation import generator
from sessions.channels import PHONE, PLACES, STREAMS
from sessions.errors import SourceError
from sessions.exercises import Exercise, Exercises, load_exercises
from sessions.frames import Frame, Sample
from sessions.script import generate

DURATION_S = 12.0
WORKOUT = generate(load_exercises(), seed=1, duration_s=DURATION_S)


def opened(seed: int = 1, at_s: float = 0.0) -> SimulatedSource:
    source = SimulatedSource(WORKOUT, seed)
    asyncio.run(source.open(lambda: at_s))
    return source


def heard(source: SimulatedSource, until_s: Sequence[float] = (DURATION_S,)) -> list[Sample]:
    return [sample for time_s in until_s for sample in source.read(time_s)]


WHOLE = heard(opened())


def test_it_gives_every_stream_and_says_so_before_it_is_opened() -> None:
    assert SimulatedSource(WORKOUT, 1).streams == STREAMS
    assert {sample.stream for sample in WHOLE} == {stream.name for stream in STREAMS}


@settings(max_examples=25, deadline=None)
@given(st.lists(st.floats(0, DURATION_S), max_size=30))
def test_what_it_gives_does_not_depend_on_when_it_is_read(times_s: list[float]) -> None:
    assert heard(opened(), [*sorted(times_s), DURATION_S]) == WHOLE


def test_another_seed_is_another_workout() -> None:
    assert heard(opened(seed=2)) != WHOLE


def test_samples_come_in_order_and_not_before_their_time() -> None:
    source = opened()
    early = heard(source, [3.0])
    times_s = [sample.time_s for sample in early + heard(source)]
    assert times_s == sorted(times_s)
    assert max(sample.time_s for sample in early) == 3.0


def test_the_workout_begins_when_the_source_is_opened() -> None:
    late = heard(opened(at_s=100.0), [100.0 + DURATION_S])
    assert [sample.time_s for sample in late] == pytest.approx([s.time_s + 100 for s in WHOLE])
    assert [sample.values for sample in late] == [sample.values for sample in WHOLE]


def test_it_ends_with_the_script() -> None:
    source = opened()
    assert not source.ended
    heard(source, [DURATION_S - 0.1])
    assert not source.ended
    heard(source)
    assert source.ended


def test_the_phone_speaks_fifty_times_a_second_and_tells_its_own_time() -> None:
    phone = [sample for sample in WHOLE if sample.stream == PHONE.name]
    assert len(phone) == DURATION_S * 50 + 1
    own_s = [sample.device_time_s for sample in phone if sample.device_time_s is not None]
    assert np.diff(own_s) == pytest.approx(0.02, abs=1e-5)


@pytest.mark.parametrize("place", PLACES)
def test_a_nearable_reads_sixty_fourths_of_g_with_gravity(place: str) -> None:
    values = np.array([sample.values for sample in WHOLE if sample.stream == place])
    steps = values[:, :3] * 64
    assert np.array_equal(steps, steps.round())
    assert np.median(np.linalg.norm(values[:, :3], axis=1)) == pytest.approx(1, abs=0.3)
    assert (values[:, 3] < 0).all()


def test_a_phone_sends_sensorlog_lines() -> None:
    sender = PhoneSender(Athlete(packaged_population(), 1).perform(WORKOUT))
    read = sensorlog.Decoder(sensorlog.HEADER).decode(sender.line(7))
    assert sender.sample(7, 5.0).values == read.values


def test_a_nearable_saturates_at_two_g() -> None:
    jumping = np.tile([5.0, -5.0, 0.5], (100, 1))
    sender = NearableSender("chest", jumping, Link(LEVELS + 0.1, -70.0, 5.0), generator(1, "chest"))
    packet = nearable.decode(sender.payload(0))
    assert packet.acceleration_g == (127 / 64, -2.0, 0.5)
    assert packet.identifier == IDENTIFIERS["chest"]
    assert packet.is_moving


def test_every_speed_gives_the_same_frames() -> None:
    assert asyncio.run(_frames(speed=50.0)) == asyncio.run(_frames(speed=1e6))


async def _frames(speed: float) -> list[tuple[str, str]]:
    metronome = Simulated(speed)
    source = SimulatedSource(WORKOUT, 1)
    await source.open(metronome.now)
    sampler = Sampler(source.streams, 10.0, metronome.now())
    frames: list[Frame] = []
    async for tick in metronome.ticks(0.0, 10.0):
        for sample in source.read(tick.due_s):
            sampler.take(sample)
        frames.append(sampler.frame(tick))
        if source.ended:
            break
    await source.close()
    return [(repr(frame.values), repr(frame.ages_s)) for frame in frames]


def test_an_exercise_without_a_trajectory_is_refused_at_opening() -> None:
    lunge = Exercise(name="Lunge", spoken="lunges", shortest_s=2, longest_s=3)
    script = generate(Exercises(exercises=(lunge,)), seed=1, duration_s=60.0)
    with pytest.raises(SourceError, match="no trajectory for 'Lunge'"):
        asyncio.run(SimulatedSource(script, 1).open(lambda: 0.0))
