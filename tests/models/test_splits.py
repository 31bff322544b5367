import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.splits import check_people, leave_one_subject_out, split
from sessions.errors import UsageError

SUBJECTS = ("Ada", "Ada", "Bob", "Cy", "Cy", "Cy", "Di", "Di")

people = st.lists(st.sampled_from("ABCDEF"), min_size=3).filter(lambda s: len(set(s)) >= 3)


def test_each_person_is_held_out_once() -> None:
    folds = leave_one_subject_out(SUBJECTS, seed=1)
    assert [fold.held_out for fold in folds] == ["Ada", "Bob", "Cy", "Di"]


@given(people, st.integers(0, 100))
def test_nobody_is_in_two_parts_and_everybody_is_in_one(subjects: list[str], seed: int) -> None:
    for fold in leave_one_subject_out(subjects, seed):
        parts = [*fold.training, fold.validation, fold.held_out]
        assert sorted(map(str, parts)) == sorted(set(subjects))
        assert fold.people == tuple(sorted(set(subjects) - {fold.held_out}))


@given(people, st.integers(0, 100))
def test_the_same_seed_gives_the_same_folds_in_any_order(subjects: list[str], seed: int) -> None:
    assert leave_one_subject_out(subjects, seed) == leave_one_subject_out(subjects[::-1], seed)


def test_the_epoch_is_chosen_on_whoever_has_the_fewest_recordings() -> None:
    assert split(SUBJECTS, seed=1).validation == "Bob"
    assert split(SUBJECTS, seed=1).training == ("Ada", "Cy", "Di")


def test_among_several_the_seed_draws() -> None:
    chosen = {split(SUBJECTS, seed, held_out="Bob").validation for seed in range(20)}
    assert chosen == {"Ada", "Di"}


def test_nobody_needs_to_be_held_out() -> None:
    assert split(SUBJECTS, seed=1).held_out is None


def test_an_unknown_person_cannot_be_held_out() -> None:
    with pytest.raises(UsageError, match="no recording is of 'Eve'; there are Ada, Bob, Cy, Di"):
        split(SUBJECTS, seed=1, held_out="Eve")


@pytest.mark.parametrize(("subjects", "held_out"), [((), None), (("Ada",), None), ("AB", "A")])
def test_too_few_people_are_refused(subjects: tuple[str, ...], held_out: str | None) -> None:
    with pytest.raises(UsageError, match="training needs two people"):
        split(subjects, seed=1, held_out=held_out)


def test_who_is_left_is_told_in_order() -> None:
    assert check_people(SUBJECTS[::-1], None) == ("Ada", "Bob", "Cy", "Di")
    assert check_people(SUBJECTS, "Bob") == ("Ada", "Cy", "Di")


@pytest.mark.parametrize(
    ("subjects", "held_out", "at_least", "complaint"),
    [
        (SUBJECTS, "Eve", 1, "no recording is of 'Eve'; there are Ada, Bob, Cy, Di"),
        ((), None, 1, "too few people are left to learn from; there are nobody"),
        (("Ada", "Ada"), "Ada", 1, "too few people are left to learn from; there are Ada"),
        (("Ada", "Bob"), "Bob", 2, "too few people are left to learn from; there are Ada, Bob"),
    ],
)
def test_people_who_are_not_there_are_refused(
    subjects: tuple[str, ...], held_out: str | None, at_least: int, complaint: str
) -> None:
    with pytest.raises(UsageError, match=complaint):
        check_people(subjects, held_out, at_least)
