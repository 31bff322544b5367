from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recorder.simulator.athlete import RATE_HZ, Athlete, Motion
from recorder.simulator.population import Population, packaged_population
from recorder.simulator.timeline import Floats
from sessions.errors import SourceError
from sessions.exercises import Exercise, Exercises, load_exercises
from sessions.frames import Phase
from sessions.script import Script, generate

WORKOUT = generate(load_exercises(), seed=4, duration_s=120.0)
SQUATS = Exercises(
    exercises=tuple(e for e in load_exercises().exercises if e.name == "Squat"),
    set_break_s=(5, 5),
)


def perform(script: Script = WORKOUT, seed: int = 1, lag_s: float | None = None) -> Motion:
    return Athlete(packaged_population(), seed, lag_s).perform(script)


def within(script: Script, phase: Phase) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    times_s = np.arange(round(script.duration_s * RATE_HZ) + 1) / RATE_HZ
    return np.array([script.label_at(time_s).phase is phase for time_s in times_s])


def test_the_same_seed_gives_the_same_motion_and_another_one_another() -> None:
    first, again, other = perform(), perform(), perform(seed=2)
    assert np.array_equal(first.acceleration_g, again.acceleration_g)
    assert not np.array_equal(first.acceleration_g, other.acceleration_g)


def test_a_motion_lasts_as_long_as_the_script() -> None:
    assert len(perform().gravity_g) == 120 * RATE_HZ + 1


@settings(max_examples=10, deadline=None)
@given(st.integers(-(2**70), 2**70))
def test_gravity_is_a_unit_vector_and_everything_is_finite(seed: int) -> None:
    motion = perform(generate(load_exercises(), seed, 40.0), seed)
    assert np.linalg.norm(motion.gravity_g, axis=1) == pytest.approx(1)
    for values in (motion.acceleration_g, motion.rotation_rad_s, *motion.places_g.values()):
        assert np.isfinite(values).all()


def test_rotation_is_what_moves_gravity() -> None:
    motion = perform()
    change = np.gradient(motion.gravity_g, 1 / RATE_HZ, axis=0)
    assert -np.cross(motion.rotation_rad_s, motion.gravity_g) == pytest.approx(change, abs=0.5)
    error = np.abs(np.cross(motion.rotation_rad_s, motion.gravity_g) + change)
    assert error.mean() < 0.01


def test_pitch_and_roll_follow_from_gravity() -> None:
    motion = perform()
    x, y, z = motion.gravity_g.T
    pitch, roll, yaw = motion.attitude_rad.T
    assert pitch == pytest.approx(np.arctan2(-y, np.hypot(x, z)))
    assert roll == pytest.approx(np.arctan2(x, -z))
    assert np.abs(yaw).max() <= np.pi


def test_both_halves_of_a_squat_show_and_differ() -> None:
    script = generate(SQUATS, seed=1, duration_s=60.0)
    rotation = perform(script, lag_s=0.2).rotation_rad_s[:, 2]
    down, up = (rotation[within(script, phase)] for phase in (Phase.FIRST_HALF, Phase.SECOND_HALF))
    assert down.mean() > 0.3
    assert up.mean() < -0.3


def test_sets_move_more_than_the_rest_between_their_repetitions() -> None:
    script = generate(SQUATS, seed=1, duration_s=60.0)
    speed = np.linalg.norm(perform(script).rotation_rad_s, axis=1)
    assert (
        speed[within(script, Phase.FIRST_HALF)].mean()
        > 1.5 * speed[within(script, Phase.BREAK)].mean()
    )


@pytest.mark.parametrize("lag_s", [0.2, 0.5])
def test_the_athlete_follows_the_cue_by_the_lag(lag_s: float) -> None:
    punctual, late = (
        Athlete(calm_population(), seed=1, lag_s=lag).perform(WORKOUT).gravity_g
        for lag in (0.0, lag_s)
    )
    assert _shift_s(punctual, late) == pytest.approx(lag_s, abs=0.04)


def calm_population() -> Population:
    """People who never differ from their mean, so that nothing but the lag tells them apart."""
    known = packaged_population().movements
    return packaged_population().taught(
        {name: replace(known[name], spread=0 * known[name].spread) for name in known}
    )


def _shift_s(first: Floats, second: Floats) -> float:
    """Returns by how much the second motion is later than the first where they agree best."""
    shifts = range(round(RATE_HZ))
    errors = [np.square(first[: len(first) - s] - second[s:]).mean() for s in shifts]
    return int(np.argmin(errors)) / RATE_HZ


def test_athletes_differ_in_lag_as_people_do() -> None:
    lags_s = [Athlete(packaged_population(), seed).lag_s for seed in range(200)]
    assert 0.15 < np.median(lags_s) < 0.35
    assert np.std(lags_s) > 0.05
    assert min(lags_s) >= -0.1
    assert max(lags_s) <= 0.6


def test_no_repetition_is_quite_like_another() -> None:
    script = generate(SQUATS, seed=1, duration_s=60.0)
    gravity = perform(script).gravity_g
    first, second = (
        gravity[round(s.start_s * RATE_HZ) :][: round(RATE_HZ)]
        for s in [s for s in script.segments if s.label.phase is Phase.FIRST_HALF][:2]
    )
    assert np.abs(first - second).max() > 0.05


def test_an_exercise_that_nobody_has_shown_is_named() -> None:
    lunge = Exercise(name="Lunge", spoken="lunges", shortest_s=2, longest_s=3)
    script = generate(Exercises(exercises=(lunge,)), seed=1, duration_s=60.0)
    with pytest.raises(SourceError, match="'Lunge'"):
        perform(script)


def test_a_workout_that_ends_before_its_first_set_is_spent_standing_about() -> None:
    assert len(perform(generate(load_exercises(), seed=1, duration_s=3.0)).gravity_g) == 151
