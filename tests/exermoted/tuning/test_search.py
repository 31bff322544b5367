from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from exermoted.tuning.outcome import outcome_of
from exermoted.tuning.search import MOST_LOST, Search, Tried
from exermoted.tuning.study import finished, opened, prepare
from models.searchspace import PACKAGED
from sessions.errors import ExermotedError
from tests.fakes.tuning import PEOPLE, FakeWorkers

pytest.importorskip("optuna", reason="needs the tune extra: pip install exermoted[tune]")


def search(
    path: Path, trials: int, workers: FakeWorkers | None = None, begun: int = 10**6
) -> tuple[Any, list[Tried]]:
    """Goes on with a study, of which so many trials may be begun."""
    told: list[Tried] = []
    left = iter(range(begun))
    with opened(path, {}, seed=1) as study:
        prepare(study)
        looking = Search(study, PEOPLE, workers or FakeWorkers(), told.append)
        looking.run(trials, lambda: next(left, None) is not None)
        return study, told


def test_a_trial_is_tried_on_one_person_after_the_other(tmp_path: Path) -> None:
    workers = FakeWorkers(places=1)
    study, told = search(tmp_path / "s", 1, workers)
    assert [person for _, person in workers.given] == list(PEOPLE)
    assert all(parameters == PACKAGED for parameters, _ in workers.given)
    value = 0.95 / 3 + 0.9 * 2 / 3
    assert [replace(each, value=round(each.value, 9)) for each in told] == [
        Tried(0, round(value, 9), 3, False, dict(PACKAGED))
    ]
    assert study.trials[0].intermediate_values[1] == pytest.approx(0.95)


def test_what_is_not_among_the_best_quarter_is_given_up(tmp_path: Path) -> None:
    study, told = search(tmp_path / "s", 30)
    assert sorted(tried.number for tried in told) == list(range(30))
    outcome = outcome_of(study)
    assert outcome.complete + outcome.pruned == 30
    assert 15 <= outcome.pruned < 27
    assert {tried.people for tried in told if tried.pruned} == {1}
    assert outcome.packaged is not None  # it is the best there can be here
    assert outcome.best == outcome.packaged


def test_what_the_packaged_model_was_made_with_is_never_given_up(tmp_path: Path) -> None:
    outcome = outcome_of(search(tmp_path / "s", 5, FakeWorkers(places=4))[0])
    assert outcome.packaged is not None


def test_a_study_is_gone_on_with_until_it_has_as_many_as_asked_for(tmp_path: Path) -> None:
    assert finished(search(tmp_path / "s", 4)[0]) == 4
    again, told = search(tmp_path / "s", 6)
    assert (finished(again), len(told)) == (6, 2)
    tried = [tuple(trial.params.values()) for trial in again.trials]
    assert len(set(tried)) == 6  # nothing twice
    assert search(tmp_path / "s", 6)[1] == []


def test_when_the_time_is_up_what_was_begun_is_finished(tmp_path: Path) -> None:
    study, told = search(tmp_path / "s", 50, begun=3)
    assert len(told) == len(study.trials) == 3


def test_a_task_whose_worker_is_lost_is_given_again(tmp_path: Path) -> None:
    workers = FakeWorkers(places=1, losing=frozenset({2}))
    study, _ = search(tmp_path / "s", 1, workers)
    assert [person for _, person in workers.given] == ["Ada", "Bob", "Bob", "Cy"]
    assert (outcome_of(study).complete, outcome_of(study).again) == (1, 0)


def test_a_task_over_which_every_worker_is_lost_ends_the_run(tmp_path: Path) -> None:
    losing = FakeWorkers(places=1, losing=frozenset(range(2, 9)))
    with pytest.raises(ExermotedError, match=f"{MOST_LOST} workers were lost over trial 0 without"):
        search(tmp_path / "s", 1, losing)
    assert len(losing.given) == 1 + MOST_LOST


def test_what_was_cut_off_is_done_again_first(tmp_path: Path) -> None:
    with pytest.raises(ExermotedError):
        search(tmp_path / "s", 9, FakeWorkers(places=1, losing=frozenset(range(5, 20))))
    workers = FakeWorkers(places=1)
    study, _ = search(tmp_path / "s", 2, workers)
    cut_off, repeated = study.trials[1], study.trials[2]
    assert repeated.params == cut_off.params
    assert repeated.user_attrs == {"repeats": 1}
    assert workers.given[0] == (cut_off.params, "Ada")
    assert outcome_of(study).again == 1
