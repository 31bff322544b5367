from hypothesis import given
from hypothesis import strategies as st

from exermoted.service.script_events import ScriptCounter
from inference.events import Repetition, SetEnded
from sessions.exercises import load_exercises
from sessions.script import Script, generate

RATE_HZ = 10


def told(script: Script) -> list[Repetition | SetEnded]:
    counter = ScriptCounter()
    events: list[Repetition | SetEnded] = []
    for tick in range(round(script.duration_s * RATE_HZ)):
        events += counter.push(script.label_at(tick / RATE_HZ), tick / RATE_HZ)
    return [*events, *counter.finish(script.duration_s)]


@given(st.integers(min_value=0, max_value=10_000))
def test_each_repetition_of_a_script_is_told_once_and_each_set_ends_with_all_of_its(
    seed: int,
) -> None:
    script = generate(load_exercises(), seed, duration_s=120.0)
    events = told(script)
    sets = {(e.set, e.exercise): e.repetitions for e in events if isinstance(e, SetEnded)}
    assert sets == script.repetitions()
    said = [(e.set, e.exercise) for e in events if isinstance(e, Repetition)]
    assert {key: said.count(key) for key in said} == script.repetitions()


def test_a_workout_that_is_ended_in_a_repetition_does_not_count_it() -> None:
    script = generate(load_exercises(), seed=7, duration_s=120.0)
    second_half = next(s for s in script.segments if s.label.phase.value == "second_half")
    counter = ScriptCounter()
    events = [
        event
        for tick in range(round(second_half.end_s * RATE_HZ))
        for event in counter.push(script.label_at(tick / RATE_HZ), tick / RATE_HZ)
    ]
    assert events == [*counter.end_set(second_half.end_s)] == []
