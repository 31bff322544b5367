import asyncio
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from recorder.metronome import Simulated
from recorder.sampler import Sampler
from recorder.simulator.alignment import align, is_usual, rotation_rad
from recorder.simulator.estimate import estimate, links_of
from recorder.simulator.population import GRAVITY, LEVELS, packaged_population, save_population
from recorder.simulator.source import SimulatedSource
from recorder.simulator.timeline import Part
from recorder.simulator.tracks import Track, track_of
from sessions.channels import PLACES, nearable
from sessions.errors import DataError, UsageError
from sessions.exercises import load_exercises
from sessions.frames import Frame
from sessions.load import load_recordings
from sessions.recording import Recording
from sessions.script import generate
from tests.fakes.recordings import swinging

RATE_HZ = 10.0
DURATION_S = 120.0
WRONG_WAY_ROUND = np.tile([1.0, -1.0, -1.0], 3)
PROMPT_S, LATE_S = 0.1, 0.5


@cache
def recorded(subject: str, seed: int, lag_s: float = PROMPT_S) -> Track:
    """A simulated workout, recorded as a real one would be."""
    script = generate(load_exercises(), seed, DURATION_S)
    source = SimulatedSource(script, seed, lag_s=lag_s)
    frames = asyncio.run(_frames(source))
    labels = [script.label_at(frame.time_s) for frame in frames]
    return track_of(Recording(Path("made-up"), subject, RATE_HZ, source.streams, frames, labels))


async def _frames(source: SimulatedSource) -> list[Frame]:
    metronome = Simulated(1e6)
    await source.open(metronome.now)
    sampler = Sampler(source.streams, RATE_HZ, metronome.now())
    frames: list[Frame] = []
    async for tick in metronome.ticks(metronome.now(), RATE_HZ):
        if source.ended:
            return frames
        for sample in source.read(tick.due_s):
            sampler.take(sample)
        frames.append(sampler.frame(tick))
    return frames


def workouts() -> list[Track]:
    return [recorded("Ada", 1), recorded("Ada", 2), recorded("Bea", 3), recorded("Bea", 4)]


def test_a_late_person_is_seen_to_be_late() -> None:
    late, prompt, *_ = align([recorded("Cy", 1, LATE_S), *workouts()])
    assert late.lag_s - prompt.lag_s == pytest.approx(LATE_S - PROMPT_S, abs=0.1)


def test_a_phone_on_the_wrong_way_round_is_found_and_left_out_of_the_usual_straps() -> None:
    turned = replace(workouts()[1], phone=workouts()[1].phone * WRONG_WAY_ROUND)
    usual, other, *_ = align([workouts()[0], turned, *workouts()[2:]])
    assert is_usual(usual.strap)
    assert not is_usual(other.strap)


def test_a_rotation_matrix_tells_its_axis_and_angle() -> None:
    quarter_about_z = np.array([[0.0, -1, 0], [1, 0, 0], [0, 0, 1]])
    assert rotation_rad(quarter_about_z) == pytest.approx([0, 0, np.pi / 2])
    assert rotation_rad(np.eye(3)) == pytest.approx([0, 0, 0])


def test_the_movements_of_simulated_people_are_those_they_were_made_from() -> None:
    population = estimate(workouts())
    assert population.movements
    for exercise, movement in population.movements.items():
        found = movement.curves.mean(axis=0)[Part.FIRST_HALF.value, GRAVITY]
        made_from = packaged_population().movement(exercise).curves.mean(axis=0)
        agreement = (found * made_from[Part.FIRST_HALF.value, GRAVITY]).sum(axis=1)
        assert agreement.mean() > 0.8


def test_nearables_are_estimated_to_be_heard_as_they_were() -> None:
    links = links_of(workouts())
    assert set(links) == set(PLACES)
    for place, link in links.items():
        made_from = packaged_population().links[place]
        middle_s, true_s = (np.interp(0.5, LEVELS, x.interval_s) for x in (link, made_from))
        assert middle_s == pytest.approx(true_s, abs=0.03)
        assert link.rssi_dbm == pytest.approx(made_from.rssi_dbm, abs=2.5)


def test_the_same_recordings_give_the_same_file(tmp_path: Path) -> None:
    for name in ("one.npz", "two.npz"):
        save_population(estimate(workouts()), tmp_path / name)
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()


def test_recordings_without_a_repetition_are_refused() -> None:
    with pytest.raises(UsageError, match="nobody does a whole repetition"):
        estimate([track_of(swinging(duration_s=5.0))])


def test_a_recording_without_a_phone_is_refused() -> None:
    with pytest.raises(DataError, match="too little of the phone"):
        track_of(swinging(streams=(nearable("chest"),)))


def test_in_the_public_recordings_the_turned_phones_are_found(public: Path) -> None:
    names = (
        "2017-03-30 19-09-01 Individual 1.csv",
        "2017-04-22 15-36-27 Individual 1.csv",
        "2017-04-23 12-19-55 Individual 1.csv",
        "2017-04-27 21-07-25 Individual 2.csv",
        "2017-04-28 08-49-17 Individual 3.csv",
        "2017-04-28 10-48-31 Individual 4.csv",
    )
    tracks = [track_of(recording) for recording in load_recordings(public / n for n in names)]
    alignments = align(tracks)
    assert [is_usual(a.strap) for a in alignments] == [False, False, True, True, True, True]
    assert all(-0.1 <= a.lag_s <= 0.6 for a in alignments)
