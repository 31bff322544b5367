"""What has come of a study."""

from dataclasses import dataclass
from typing import Any

from exermoted.tuning.search import Tried
from exermoted.tuning.study import load_optuna
from models.searchspace import PACKAGED


@dataclass(frozen=True, slots=True)
class Outcome:
    """A study as it stands.

    Attributes:
        complete: how many trials were tried on everybody.
        pruned: how many were given up before.
        again: how many were cut off and done again.
        best: the best of the complete ones, if there is one.
        packaged: the one with the packaged model's parameters, once it is complete.
        worked_s: how long all of these took, one after the other; a trial takes one worker.
    """

    complete: int
    pruned: int
    again: int
    best: Tried | None
    packaged: Tried | None
    worked_s: float


def outcome_of(study: Any) -> Outcome:
    """Returns how a study stands."""
    states = load_optuna().trial.TrialState
    tried = all_tried(study)
    complete = [each for each in tried if not each.pruned]
    return Outcome(
        complete=len(complete),
        pruned=len(tried) - len(complete),
        again=len(study.get_trials(deepcopy=False, states=(states.FAIL,))),
        best=max(complete, key=lambda each: each.value, default=None),
        packaged=next((each for each in complete if each.parameters == dict(PACKAGED)), None),
        worked_s=sum(trial.duration.total_seconds() for trial in _ended(study)),
    )


def all_tried(study: Any) -> list[Tried]:
    """Returns all trials that have come to an end, in their order."""
    states = load_optuna().trial.TrialState
    return [
        Tried(
            trial.number,
            trial.intermediate_values[trial.last_step],
            trial.last_step,
            trial.state == states.PRUNED,
            trial.params,
        )
        for trial in _ended(study)
    ]


def _ended(study: Any) -> list[Any]:
    states = load_optuna().trial.TrialState
    trials: list[Any] = study.get_trials(deepcopy=False, states=(states.COMPLETE, states.PRUNED))
    return trials
