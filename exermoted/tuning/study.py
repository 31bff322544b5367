"""The study: every trial so far, in a journal that one process writes and a later one goes on with.

Each line of the journal is one change (Optuna's own format), so that a process that is killed
loses nothing but the trials it was in; these are done again.
"""

import fcntl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from models.searchspace import PACKAGED, SPACE, Range
from sessions.errors import DataError, UsageError

PROMOTED_OF = 4
"""One of so many is tried on more people."""
REPEATED = "repeats"
"""Attribute of a trial that is done again: the number of the one before."""
PACKAGED_MARK = "packaged"
"""Attribute of the trial that all are compared with; it is not given up early."""


def load_optuna() -> Any:
    """Returns Optuna.

    Raises:
        UsageError: the ``tune`` extra is not installed.
    """
    try:
        import optuna  # noqa: PLC0415 # an extra
    except ImportError as error:
        raise UsageError(
            f"tuning needs the tune extra: pip install 'exermoted[tune,train]' ({error})"
        ) from error
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    return optuna


def distributions() -> dict[str, Any]:
    """Returns the search space as Optuna has it."""
    return {name: _distribution(each) for name, each in SPACE.items()}


def _distribution(each: Range) -> Any:
    optuna = load_optuna()
    if each.step is not None:
        return optuna.distributions.IntDistribution(int(each.low), int(each.high), step=each.step)
    return optuna.distributions.FloatDistribution(each.low, each.high, log=each.log)


@contextmanager
def opened(path: Path, made_of: Mapping[str, Any], seed: int) -> Iterator[Any]:
    """Gives the study in a file, a new one or one to go on with; nobody else may meanwhile.

    Args:
        path: of the journal.
        made_of: what has to be the same whenever it is gone on with; JSON.
        seed: of what is tried.

    Raises:
        UsageError: it was made of something else, or another process works on it.
        DataError: the file cannot be written, or is no study.
    """
    with _locked(path):
        study = _study(path, seed)
        _check(study, path, made_of)
        yield study


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("ab")
    except OSError as error:
        raise DataError(path, f"cannot be written: {error.strerror}") from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise UsageError(f"{path}: another 'exermoted tune' works on this study") from error
        _mend(path)
        yield


def _mend(path: Path) -> None:
    """Cuts off a last line that is not whole; Optuna would go on behind it."""
    with path.open("r+b") as file:
        text = file.read()
        if text and not text.startswith(b'{"op_code":'):
            raise DataError(path, "is no study; take another --study")
        file.truncate(text.rfind(b"\n") + 1)


class _Ours:
    """Stands in for Optuna's lock: `_locked` has the file, and theirs takes Ctrl-C for an error."""

    def acquire(self) -> bool:
        return True

    def release(self) -> None:
        pass


def _study(path: Path, seed: int) -> Any:
    optuna = load_optuna()
    journal = optuna.storages.journal.JournalFileBackend(str(path), _Ours())
    try:
        storage = optuna.storages.JournalStorage(journal)
    except (ValueError, KeyError) as error:
        raise DataError(path, f"is a damaged study ({error}); take another --study") from error
    study = optuna.create_study(
        study_name="exermoted",
        storage=storage,
        direction="maximize",
        pruner=optuna.pruners.SuccessiveHalvingPruner(1, PROMOTED_OF),
        load_if_exists=True,
    )
    # What is gone on with must not try again what it tried first.
    study.sampler = optuna.samplers.TPESampler(
        seed=seed + len(study.trials), multivariate=True, constant_liar=True
    )
    return study


def _check(study: Any, path: Path, made_of: Mapping[str, Any]) -> None:
    """Checks what the study was made of, or notes it in a new one."""
    if not study.user_attrs:
        for name, value in made_of.items():
            study.set_user_attr(name, value)
        return
    others = [name for name, value in made_of.items() if study.user_attrs.get(name) != value]
    if others:
        raise UsageError(
            f"{path}: this study has another {' and '.join(others)}; take another --study"
        )


def prepare(study: Any) -> None:
    """Queues what the packaged model was made with, and what was begun and never finished."""
    states = load_optuna().trial.TrialState
    if not study.trials:
        study.enqueue_trial(dict(PACKAGED), user_attrs={PACKAGED_MARK: True})
    for trial in study.get_trials(states=(states.RUNNING,)):
        study.tell(trial.number, state=states.FAIL)
        study.enqueue_trial(trial.params, user_attrs={**trial.user_attrs, REPEATED: trial.number})


def finished(study: Any) -> int:
    """Returns how many trials have come to an end, a good one or an early one."""
    states = load_optuna().trial.TrialState
    return len(study.get_trials(deepcopy=False, states=(states.COMPLETE, states.PRUNED)))
