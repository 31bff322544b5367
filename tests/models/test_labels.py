import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from models.card import BREAK
from models.labels import class_names, classes_in, encode, output_names, phase_indices
from sessions.frames import SET_BREAK, Label, Phase
from tests.fakes.engines import card

RATE_HZ = 10.0
SQUATS_S = {"Squat": 0.2}
PHASES = (Phase.SET_BREAK, Phase.FIRST_HALF, Phase.SECOND_HALF, Phase.BREAK)


def moving(exercise: str, steps: int) -> list[Label]:
    half = steps // 2
    return [Label(Phase.FIRST_HALF, exercise, 1, 1)] * half + [
        Label(Phase.SECOND_HALF, exercise, 1, 1)
    ] * (steps - half)


def test_both_halves_are_the_exercise_and_every_break_is_a_break() -> None:
    pause = Label(Phase.BREAK, "Situp", 1, 1)
    labels = [SET_BREAK, *moving("Situp", 4), pause, *moving("Situp", 2)]
    assert class_names(labels, RATE_HZ, SQUATS_S) == [BREAK, *["Situp"] * 4, BREAK, *["Situp"] * 2]


def test_two_steps_at_either_end_of_a_squat_are_a_break() -> None:
    labels = [SET_BREAK, *moving("Squat", 7), SET_BREAK]
    assert class_names(labels, RATE_HZ, SQUATS_S) == [*[BREAK] * 3, *["Squat"] * 3, *[BREAK] * 3]


def test_what_is_trimmed_is_a_time_not_a_number_of_steps() -> None:
    names = class_names(moving("Squat", 20), 20.0, SQUATS_S)
    assert names == [*[BREAK] * 4, *["Squat"] * 12, *[BREAK] * 4]


def test_the_trimming_is_data() -> None:
    names = class_names(moving("Lunge", 4), RATE_HZ, {"Lunge": 0.1})
    assert names == [BREAK, "Lunge", "Lunge", BREAK]


@given(
    st.lists(
        st.tuples(st.sampled_from(PHASES), st.sampled_from(["Squat", "Situp"])), max_size=60
    ).map(lambda drawn: [Label(phase, exercise, 1, 1) for phase, exercise in drawn])
)
def test_a_squat_stays_where_the_two_steps_before_and_after_it_are_squats(
    labels: list[Label],
) -> None:
    plain = class_names(labels, RATE_HZ, {})
    trimmed = class_names(labels, RATE_HZ, SQUATS_S)
    assert len(trimmed) == len(labels)
    for i, name in enumerate(plain):
        around = [plain[j] if 0 <= j < len(plain) else BREAK for j in range(i - 2, i + 3)]
        stays = name != "Squat" or set(around) == {"Squat"}
        assert trimmed[i] == (name if stays else BREAK)


def test_each_exercise_has_two_phases_after_the_break() -> None:
    classes = (BREAK, "Burpee", "Situp")
    pause = Label(Phase.BREAK, "Situp", 1, 1)
    labels = [SET_BREAK, *moving("Situp", 4), pause, *moving("Burpee", 2)]
    phases = phase_indices(labels, class_names(labels, RATE_HZ, SQUATS_S), classes)
    assert phases.tolist() == [0, 3, 3, 4, 4, 0, 1, 2]


def test_what_is_trimmed_off_a_repetition_is_a_break_in_phases_too() -> None:
    labels = moving("Squat", 8)
    phases = phase_indices(labels, class_names(labels, RATE_HZ, SQUATS_S), (BREAK, "Squat"))
    assert phases.tolist() == [0, 0, 1, 1, 2, 2, 0, 0]


@given(
    st.lists(st.tuples(st.sampled_from(PHASES), st.sampled_from(["Squat", "Situp"])), max_size=60)
)
def test_a_phase_belongs_to_its_class(drawn: list[tuple[Phase, str]]) -> None:
    labels = [Label(phase, exercise, 1, 1) for phase, exercise in drawn]
    names, classes = class_names(labels, RATE_HZ, SQUATS_S), (BREAK, "Situp", "Squat")
    phases = phase_indices(labels, names, classes)
    assert ((phases + 1) // 2).tolist() == encode(names, classes).tolist()
    assert [phase in (2, 4) for phase in phases] == [
        label.phase is Phase.SECOND_HALF and name != BREAK
        for label, name in zip(labels, names, strict=True)
    ]


def test_classes_are_the_break_first_then_the_exercises_sorted() -> None:
    assert classes_in(["Squat", BREAK, "Burpee", "Squat"]) == (BREAK, "Burpee", "Squat")
    assert classes_in([]) == (BREAK,)


def test_names_become_indices_of_classes() -> None:
    assert encode(["Squat", BREAK], (BREAK, "Burpee", "Squat")).tolist() == [2, 0]


def test_a_name_that_is_no_class_is_not_guessed() -> None:
    with pytest.raises(KeyError):
        encode(["Lunge"], (BREAK,))


def test_outputs_are_named_by_class_and_half() -> None:
    plain = card()
    assert output_names(plain) == plain.classes
    halves = structs.replace(plain, classes=(BREAK, "Lunge"), phases=True, channels=())
    assert output_names(halves) == (BREAK, "Lunge, first half", "Lunge, second half")
