"""The trained Keras model beside a model of windows: what it can be exported from."""

from pathlib import Path

from models.card import KERAS_NAME
from models.networks import Model, load_keras
from sessions.errors import ModelError


def write_keras(model: Model, folder: Path) -> None:
    """Writes a trained network into a model folder."""
    model.save(folder / KERAS_NAME)


def read_keras(folder: Path) -> Model:
    """Reads the trained network of a model folder.

    Raises:
        ModelError: there is none, or it cannot be read.
        UsageError: the ``train`` extra is missing.
    """
    keras, path = load_keras(), folder / KERAS_NAME
    if not path.is_file():
        raise ModelError(f"{folder}: has no {KERAS_NAME} to be exported from: train it again")
    try:
        return keras.saving.load_model(path, compile=False)
    except (OSError, TypeError, ValueError) as error:
        first_line = str(error).partition("\n")[0]
        raise ModelError(f"{path}: cannot be read: {first_line}") from error
