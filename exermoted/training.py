"""Training: recordings to a model folder, with its figures on whoever was held out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import msgspec
import numpy as np

from exermoted import VERSION
from exermoted.evaluating import check_length, predict
from inference.engine import TFLiteEngine
from models.card import Card
from models.counting import counter_settings
from models.dataset import Dataset, build_dataset
from models.evaluation import Score, score
from models.export import to_tflite
from models.folder import check_writable, write_model
from models.judging import Said, Truth
from models.kerasfile import write_keras
from models.networks import architecture, library_versions
from models.splits import Fold
from models.training import Epoch, Schedule, Trained, train
from models.windows import Windowing
from sessions.errors import UsageError
from sessions.recording import Recording

COMPARED_WINDOWS = 500


@dataclass(frozen=True)
class Plan:
    """What is the same for every model of one run.

    Attributes:
        recordings: of everyone, also of whoever is held out.
        channels: columns in the order of the network's input.
        architecture: name of the network.
        licence: of the recordings.
        limits: what the model is not good for.
    """

    recordings: Sequence[Recording]
    channels: tuple[str, ...]
    architecture: str
    licence: str = ""
    limits: str = ""

    @property
    def subjects(self) -> tuple[str, ...]:
        """The person of each recording."""
        return tuple(recording.subject for recording in self.recordings)


@dataclass(frozen=True)
class Made:
    """A model as it was made.

    Attributes:
        folder: where it lies.
        card: what it is.
        chosen: its epoch.
        epochs: how many there were.
        score: its figures on the person held out, if anyone was.
        said: what these come from.
    """

    folder: Path
    card: Card
    chosen: Epoch
    epochs: int
    score: Score | None
    said: tuple[Said, ...]


def make_model(
    plan: Plan,
    fold: Fold,
    folder: Path,
    *,
    schedule: Schedule,
    command: str,
    logs: Path | None = None,
    progress: Callable[[Epoch], None] = lambda _: None,
) -> Made:
    """Trains, exports, compares, writes and, if someone is held out, evaluates one model.

    Args:
        plan: what to make it of.
        fold: who is in which part.
        folder: where it goes.
        schedule: how the network is fitted.
        command: what makes it, for its card.
        logs: folder for TensorBoard, if wanted.
        progress: is told each epoch.

    Raises:
        UsageError: the plan cannot be followed, or the folder holds something else.
        DataError: a recording does not fit the others.
        ModelError: the exported network answers differently from the trained one.
    """
    check_writable(folder)
    build_dataset(plan.recordings, plan.channels)  # whoever is held out must fit too: said now
    seen = [recording for recording in plan.recordings if recording.subject != fold.held_out]
    dataset = build_dataset(seen, plan.channels)
    windowing = Windowing.at(dataset.rate_hz)
    for recording in plan.recordings:
        check_length(recording, windowing.length_steps)
    trained = train(
        dataset,
        fold,
        architecture=architecture(plan.architecture),
        windowing=windowing,
        schedule=schedule,
        progress=progress,
        logs=logs,
    )
    tflite = _exported(trained, dataset, windowing)
    card = _card(plan, fold, dataset, windowing, schedule.seed, command)
    with_keras = partial(write_keras, trained.model)
    write_model(folder, card, tflite, with_keras)
    said = _said(folder, [r for r in plan.recordings if r.subject == fold.held_out])
    figures = scored(said) if said else None
    if figures is not None:
        card = msgspec.structs.replace(card, metrics=msgspec.to_builtins(figures))
        write_model(folder, card, tflite, with_keras)
    return Made(folder, card, trained.chosen, len(trained.history), figures, said)


def scored(said: Sequence[Said]) -> Score:
    """Returns the figures of one model's or several models' answers together.

    Raises:
        UsageError: no recording is long enough.
    """
    try:
        return score(said)
    except ValueError as error:
        raise UsageError(f"whoever is held out cannot be scored: {error}") from error


def _exported(trained: Trained, dataset: Dataset, windowing: Windowing) -> bytes:
    windows, _ = dataset.windows(windowing)
    some = np.linspace(0, len(windows) - 1, min(COMPARED_WINDOWS, len(windows))).round()
    return to_tflite(trained.model, windows[some.astype(np.int64)])


def _card(
    plan: Plan, fold: Fold, dataset: Dataset, windowing: Windowing, seed: int, command: str
) -> Card:
    return Card(
        architecture=plan.architecture,
        classes=dataset.classes,
        channels=dataset.channels,
        rate_hz=dataset.rate_hz,
        window_steps=windowing.length_steps,
        delay_steps=windowing.delay_steps,
        counter=counter_settings(dataset.series, dataset.classes),
        people=fold.people,
        held_out=(fold.held_out,) if fold.held_out else (),
        chosen_on=fold.validation,
        seed=seed,
        data_digest=dataset.digest,
        command=command,
        licence=plan.licence,
        limits=plan.limits,
        versions={"exermoted": VERSION} | library_versions(),
    )


def _said(folder: Path, recordings: Sequence[Recording]) -> tuple[Said, ...]:
    if not recordings:
        return ()
    engine = TFLiteEngine(folder)
    return tuple((Truth.of(recording), predict(engine, recording)) for recording in recordings)
