from hypothesis import given
from hypothesis import strategies as st

from exermoted.service.cueing import Cueing
from sessions.exercises import load_exercises
from sessions.script import generate

SCRIPT = generate(load_exercises(), seed=7, duration_s=120.0)


def test_a_set_break_tells_what_comes_and_when() -> None:
    first_set = next(segment for segment in SCRIPT.segments if segment.label.set == 1)
    cue = Cueing(SCRIPT).at(first_set.start_s - 2.5)
    assert (cue.phase, cue.exercise, cue.set) == ("set_break", None, None)
    assert (cue.next, cue.next_in_s, cue.left_s) == (first_set.label.exercise, 2.5, 2.5)


@given(st.lists(st.floats(min_value=0, max_value=130), min_size=1))
def test_a_cue_is_the_scripts_at_any_moment_in_any_order(times_s: list[float]) -> None:
    cueing = Cueing(SCRIPT)
    for time_s in times_s:
        cue, segment = cueing.at(time_s), SCRIPT.segment_at(time_s)
        label = segment.label
        assert (cue.phase, cue.exercise) == (label.phase.value, label.exercise)
        assert (cue.set, cue.repetition) == (label.set, label.repetition)
        assert cue.left_s == round(max(segment.end_s - time_s, 0), 3)
        coming = SCRIPT.next_set_at(time_s)
        assert cue.next == (coming.label.exercise if coming else None)
