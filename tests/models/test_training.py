from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from models.dataset import Dataset
from models.splits import Fold
from models.training import Epoch, Schedule, Trained, train
from models.windows import Floats
from sessions.errors import UsageError
from tests.fakes.networks import SMALL, WINDOWING

FOLD = Fold(("A",), "B", "C")
pytestmark = [pytest.mark.train, pytest.mark.usefixtures("tensorflow")]


def fitted(dataset: Dataset, schedule: Schedule, **rest: object) -> Trained:
    return train(
        dataset,
        FOLD,
        architecture=SMALL,
        windowing=WINDOWING,
        schedule=schedule,
        **rest,  # type: ignore[arg-type] # progress or logs
    )


def answers(trained: Trained, dataset: Dataset) -> Floats:
    windows, _ = dataset.of("C").windows(WINDOWING)
    scores: Floats = trained.model.predict(windows, verbose=0)
    return scores


def test_training_learns(trained: Trained) -> None:
    assert [epoch.number for epoch in trained.history] == [1, 2, 3]
    losses = [epoch.loss for epoch in trained.history]
    assert losses == sorted(losses, reverse=True)


def test_the_first_epoch_that_did_best_on_the_validation_person_is_kept(
    trained: Trained, dataset: Dataset
) -> None:
    best = max(epoch.validation_accuracy or 0.0 for epoch in trained.history)
    assert trained.chosen == next(e for e in trained.history if e.validation_accuracy == best)
    windows, labels = dataset.of("B").windows(WINDOWING)
    right = trained.model.predict(windows, verbose=0).argmax(axis=1) == labels
    assert right.mean() == pytest.approx(best)


def test_whoever_is_held_out_changes_nothing(trained: Trained, dataset: Dataset) -> None:
    spoilt = [replace(s, x=s.x * 100) if s.subject == "C" else s for s in dataset.series]
    again = fitted(replace(dataset, series=tuple(spoilt)), Schedule(epochs=3, batch=20))
    assert again.history == trained.history
    np.testing.assert_array_equal(answers(again, dataset), answers(trained, dataset))


def test_progress_is_told_and_logs_are_written(dataset: Dataset, tmp_path: Path) -> None:
    told: list[Epoch] = []
    made = fitted(dataset, Schedule(epochs=1), progress=told.append, logs=tmp_path)
    assert tuple(told) == made.history
    assert list(tmp_path.rglob("events.out.tfevents.*"))


def test_training_ends_early_only_if_asked_to(dataset: Dataset) -> None:
    still = [replace(s, labels=s.labels * 0) for s in dataset.series]
    easy = replace(dataset, series=tuple(still))
    made = fitted(easy, Schedule(epochs=6, batch=100, patience=2))
    assert len(made.history) == made.chosen.number + 2


def test_a_part_without_windows_is_refused(dataset: Dataset) -> None:
    with pytest.raises(UsageError, match="no recording has a stretch"):
        fitted(dataset.of("A"), Schedule(epochs=1))
