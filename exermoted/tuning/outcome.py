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
    """

    complete: int
    pruned: int
    again: int
    best: Tried | None
    packaged: Tried | None


def outcome_of(study: Any) -> Outcome:
    """Returns how a study stands."""
    states = load_optuna().trial.TrialState
    trials = study.get_trials(deepcopy=False)
    complete = [_tried(trial) for trial in trials if trial.state == states.COMPLETE]
    return Outcome(
        complete=len(complete),
        pruned=sum(trial.state == states.PRUNED for trial in trials),
        again=sum(trial.state == states.FAIL for trial in trials),
        best=max(complete, key=lambda tried: tried.value, default=None),
        packaged=next((each for each in complete if each.parameters == dict(PACKAGED)), None),
    )


def _tried(trial: Any) -> Tried:
    return Tried(trial.number, trial.value, len(trial.intermediate_values), False, trial.params)
