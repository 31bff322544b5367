import pytest
from hypothesis import given
from hypothesis import strategies as st

from recorder.coach import Alert, Audible, Speech, Whistle, audible_at, cues
from sessions.exercises import load_exercises
from sessions.frames import SET_BREAK, Label, Phase
from sessions.script import Script, Segment, generate

SCRIPT = Script(
    (
        Segment(0.0, 15.0, SET_BREAK),
        Segment(15.0, 16.0, Label(Phase.FIRST_HALF, "Squat", 1, 1)),
        Segment(16.0, 18.0, Label(Phase.SECOND_HALF, "Squat", 1, 1)),
        Segment(18.0, 19.0, Label(Phase.BREAK, "Squat", 1, 1)),
        Segment(19.0, 30.0, SET_BREAK),
    )
)
CUES = cues(SCRIPT, {"Squat": "squats"})


def test_the_cues_of_a_small_workout() -> None:
    assert (Speech(0.0, "squats"), Alert(12.0), Whistle(15.0, 16.0, 18.0)) == CUES


@pytest.mark.parametrize(
    ("time_s", "hz"), [(15.0, 700), (15.5, 520), (16.0, 340), (17.0, 520), (17.999, 699.82)]
)
def test_the_whistle_falls_in_the_first_half_and_rises_in_the_second(
    time_s: float, hz: float
) -> None:
    assert audible_at(CUES, time_s, 0.1).hz == pytest.approx(hz)


def test_the_alert_sounds_half_a_second() -> None:
    assert audible_at(CUES, 12.0, 0.1).hz == 500
    assert audible_at(CUES, 12.499, 0.1).hz == 500
    assert audible_at(CUES, 12.5, 0.1).hz is None


def test_the_exercise_is_spoken_as_the_set_break_starts() -> None:
    assert audible_at(CUES, 0.0, 0.1).text == "squats"
    assert audible_at(CUES, 0.1, 0.1).text is None


def test_after_the_last_set_nothing_is_heard() -> None:
    assert audible_at(CUES, 20.0, 0.1) == Audible()


def test_an_exercise_without_words_is_called_by_its_name() -> None:
    assert cues(SCRIPT, {})[0] == Speech(0.0, "Squat")


def test_a_repetition_that_is_cut_off_falls_only() -> None:
    cut = Script((Segment(0.0, 1.0, Label(Phase.FIRST_HALF, "Squat", 1, 1)),))
    (whistle,) = cues(cut, {})
    assert whistle == Whistle(0.0, 1.0, 1.0)
    assert audible_at((whistle,), 0.5, 0.1).hz == pytest.approx(520)


@given(seed=st.integers(0, 1000), tick=st.integers(0, 2999))
def test_the_whistle_sounds_just_while_a_repetition_lasts(seed: int, tick: int) -> None:
    exercises = load_exercises()
    script = generate(exercises, seed)
    heard = audible_at(cues(script, {}), tick / 10 + 1e-6, 0.1)
    moving = script.label_at(tick / 10).is_moving
    assert (heard.hz is not None and heard.hz != 500) == moving
    if moving and heard.hz is not None:
        assert 340 <= heard.hz <= 700
