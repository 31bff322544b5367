"""Fitting a network to a data set."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.dataset import Dataset
from models.networks import Architecture, Model, load_keras
from models.splits import Fold
from models.windows import Windowing


@dataclass(frozen=True, slots=True)
class Schedule:
    """How a network is fitted.

    Attributes:
        epochs: at most.
        batch: windows per step.
        patience: how many epochs without a better one end the training; None: none do.
        seed: of the weights' start and the order of the windows.
    """

    epochs: int = 50
    batch: int = 100
    patience: int | None = None
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Epoch:
    """What one pass over the training data came to.

    Attributes:
        number: counts from 1.
        loss: on the training people.
        accuracy: likewise.
        validation_loss: on the validation person, if there is one.
        validation_accuracy: likewise.
    """

    number: int
    loss: float
    accuracy: float
    validation_loss: float | None = None
    validation_accuracy: float | None = None


@dataclass(frozen=True, slots=True)
class Trained:
    """A network with the weights of its best epoch.

    Attributes:
        model: the Keras model.
        chosen: the first epoch of the best accuracy on the validation person.
        history: every epoch.
    """

    model: Model
    chosen: Epoch
    history: tuple[Epoch, ...]


def train(
    dataset: Dataset,
    fold: Fold,
    *,
    architecture: Architecture,
    windowing: Windowing,
    schedule: Schedule,
    progress: Callable[[Epoch], None] = lambda _: None,
    logs: Path | None = None,
) -> Trained:
    """Trains on the fold's training people and chooses the epoch on its validation person.

    Args:
        dataset: has the fold's people in it; whoever is held out is not looked at.
        fold: who is in which part.
        architecture: the network and its sizes.
        windowing: how the series are cut.
        schedule: how long, in which steps, from which seed.
        progress: is told each epoch as it ends.
        logs: folder for TensorBoard; None: none are written.

    Raises:
        UsageError: the ``train`` extra is missing, or a part has no window.
    """
    keras = load_keras()
    keras.utils.set_random_seed(schedule.seed)
    training = dataset.of(fold.training)
    x, labels = training.windows(windowing)
    model = architecture.build(windowing.length_steps, training.frames(), len(dataset.classes))
    model.compile("rmsprop", "sparse_categorical_crossentropy", metrics=["accuracy"])
    best = _best_epoch(keras, schedule)
    history: list[Epoch] = []
    model.fit(
        x,
        labels,
        batch_size=schedule.batch,
        epochs=schedule.epochs,
        validation_data=dataset.of((fold.validation,)).windows(windowing),
        validation_batch_size=1000,
        callbacks=[best, _told(keras, history, progress), *_tensorboard(keras, logs)],
        verbose=0,
    )
    return Trained(model, history[best.best_epoch], tuple(history))


def _best_epoch(keras: Any, schedule: Schedule) -> Any:
    """Returns a callback that puts the best epoch's weights back when training ends."""
    patience = schedule.epochs if schedule.patience is None else schedule.patience
    return keras.callbacks.EarlyStopping(
        "val_accuracy", mode="max", patience=patience, restore_best_weights=True
    )


def _told(keras: Any, history: list[Epoch], progress: Callable[[Epoch], None]) -> Any:
    def ended(number: int, logs: dict[str, float]) -> None:
        epoch = Epoch(
            number + 1, logs["loss"], logs["accuracy"], logs["val_loss"], logs["val_accuracy"]
        )
        history.append(epoch)
        progress(epoch)

    return keras.callbacks.LambdaCallback(on_epoch_end=ended)


def _tensorboard(keras: Any, logs: Path | None) -> list[Any]:
    return [keras.callbacks.TensorBoard(logs)] if logs else []
