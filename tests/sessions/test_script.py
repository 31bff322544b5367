import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.errors import UsageError
from sessions.exercises import Exercise, Exercises, load_exercises
from sessions.frames import SET_BREAK, Label, Phase
from sessions.script import Script, generate, script_of

BUILTIN = load_exercises()
LUNGE = Exercise(
    name="Lunge",
    spoken="lunges",
    shortest_s=2.0,
    longest_s=2.0,
    first_half=0.4,
    pause_s=(1.0, 1.0),
    repetitions=(3, 3),
)
FIXED = Exercises(exercises=(LUNGE,), set_break_s=(15.0, 15.0))


def lengths(script: Script, exercise: str, phase: Phase) -> list[float]:
    return [
        round(s.end_s - s.start_s, 1)
        for s in script.segments
        if s.label.exercise == exercise and s.label.phase is phase
    ]


def test_a_workout_of_fixed_lengths_is_known_to_the_tenth_of_a_second() -> None:
    script = generate(FIXED, seed=1, duration_s=60)
    assert script.label_at(14.9) == SET_BREAK
    assert script.label_at(15.0) == Label(Phase.FIRST_HALF, "Lunge", 1, 1)
    assert script.label_at(15.8) == Label(Phase.SECOND_HALF, "Lunge", 1, 1)
    assert script.label_at(17.0) == Label(Phase.BREAK, "Lunge", 1, 1)
    assert script.label_at(18.0) == Label(Phase.FIRST_HALF, "Lunge", 1, 2)
    assert script.label_at(24.0) == SET_BREAK
    assert script.repetitions() == {(1, "Lunge"): 3, (2, "Lunge"): 3}


def test_the_first_workout_is_the_same_on_every_platform() -> None:
    script = generate(BUILTIN, seed=7)
    assert script.repetitions() == {
        (1, "Burpee"): 5,
        (2, "Burpee"): 7,
        (3, "Burpee"): 6,
        (4, "Situp"): 5,
        (5, "Situp"): 9,
    }
    assert script.segments[1].start_s == 18.2


def test_different_seeds_give_different_workouts() -> None:
    assert len({generate(BUILTIN, seed).segments for seed in range(20)}) == 20


@given(seed=st.integers(0, 2**64), steps=st.integers(1, 6000))
def test_a_workout_has_exactly_the_length_asked_for_and_no_gaps(seed: int, steps: int) -> None:
    script = generate(BUILTIN, seed, steps / 10)
    assert script.segments[0].start_s == 0
    assert script.duration_s == pytest.approx(steps / 10)
    for before, after in zip(script.segments, script.segments[1:], strict=False):
        assert before.end_s == after.start_s
        assert before.label != after.label


@given(seed=st.integers(0, 10_000))
def test_every_repetition_that_begins_is_whole(seed: int) -> None:
    script = generate(BUILTIN, seed)
    for index, segment in enumerate(script.segments):
        if segment.label.phase is Phase.FIRST_HALF:
            assert script.segments[index + 1].label.phase is Phase.SECOND_HALF


@given(seed=st.integers(0, 10_000))
def test_lengths_stay_within_what_was_measured_on_people(seed: int) -> None:
    script = generate(BUILTIN, seed)
    measured = {
        ("Burpee", Phase.FIRST_HALF): (1.2, 1.9),
        ("Burpee", Phase.SECOND_HALF): (2.2, 2.9),
        ("Situp", Phase.FIRST_HALF): (1.6, 2.2),
        ("Situp", Phase.SECOND_HALF): (1.3, 2.1),
        ("Squat", Phase.FIRST_HALF): (1.0, 1.6),
        ("Squat", Phase.SECOND_HALF): (1.0, 1.6),
    }
    for (exercise, phase), (low, high) in measured.items():
        assert all(low <= s <= high for s in lengths(script, exercise, phase))


@given(seed=st.integers(0, 10_000))
def test_sets_have_five_to_ten_repetitions_but_for_the_last(seed: int) -> None:
    counts = list(generate(BUILTIN, seed).repetitions().values())
    assert all(5 <= count <= 10 for count in counts[:-1])
    assert 1 <= counts[-1] <= 10


@given(seed=st.integers(0, 10_000))
def test_breaks_stay_within_their_bounds(seed: int) -> None:
    script = generate(BUILTIN, seed)
    for segment in script.segments[:-2]:
        length_s = segment.end_s - segment.start_s
        if segment.label.phase is Phase.SET_BREAK:
            assert 15 <= round(length_s, 6) <= 25
        if segment.label.phase is Phase.BREAK:
            assert 0.8 <= round(length_s, 6) <= 3.0


def test_a_repetition_keeps_its_length_within_a_set() -> None:
    script = generate(BUILTIN, seed=3)
    for number, exercise in script.repetitions():
        firsts = {
            round(s.end_s - s.start_s, 6)
            for s in script.segments
            if s.label.set == number and s.label.phase is Phase.FIRST_HALF
        }
        assert len(firsts) == 1, exercise


@given(seed=st.integers(0, 1000), rate_hz=st.sampled_from([10.0, 12.5, 25.0, 50.0, 100.0]))
def test_the_label_of_a_tick_does_not_depend_on_rounding(seed: int, rate_hz: float) -> None:
    script = generate(BUILTIN, seed, 60)
    for segment in script.segments[1:]:
        tick = -(-segment.start_s * rate_hz // 1)
        assert script.label_at(tick / rate_hz) == segment.label


def test_the_next_set_is_named_until_there_is_none() -> None:
    script = generate(FIXED, seed=1, duration_s=60)
    first, second = script.next_set_at(0.0), script.next_set_at(16.0)
    assert first is not None
    assert first.label.set == 1
    assert second is not None
    assert second.label.set == 2
    assert script.next_set_at(59.0) is None


def test_labels_of_a_recording_give_its_script_back() -> None:
    script = generate(BUILTIN, seed=5)
    labels = [script.label_at(tick / 10) for tick in range(3000)]
    assert script_of(labels, 10).segments == script.segments


@pytest.mark.parametrize("duration_s", [0, -1, 0.04, 10.05, float("nan"), float("inf")])
def test_an_impossible_length_is_refused(duration_s: float) -> None:
    with pytest.raises(UsageError, match=r"multiple of 0\.1 s"):
        generate(BUILTIN, 1, duration_s)


def test_a_set_known_as_a_whole_has_the_repetitions_that_are_known_of_it() -> None:
    labels = (
        [Label(Phase.SET, "Dip", 1)] * 20 + [SET_BREAK] * 10 + [Label(Phase.SET, "Row", 2)] * 20
    )
    assert script_of(labels, 10.0, {1: 7}).repetitions() == {(1, "Dip"): 7}
    assert script_of(labels, 10.0).repetitions() == {}
