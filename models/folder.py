"""Writing a model folder: all of it or nothing."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from models.card import CARD_NAME, KERAS_NAME, MODEL_NAME, WEIGHTS_NAME, Card, write_card
from models.head import HEAD_NAME
from models.memory import MEMORY_NAME
from sessions.errors import UsageError

FILES = {CARD_NAME, HEAD_NAME, KERAS_NAME, MEMORY_NAME, MODEL_NAME, WEIGHTS_NAME}


def check_writable(folder: Path) -> None:
    """Checks that nothing but an older model would be replaced.

    Raises:
        UsageError: something else is there.
    """
    if folder.is_dir():
        others = sorted({path.name for path in folder.iterdir()} - FILES)
        if others:
            raise UsageError(f"{folder}: holds '{others[0]}', which is no model; choose another")
    elif folder.exists():
        raise UsageError(f"{folder}: is a file; choose a folder")


def write_model(
    folder: Path, card: Card, tflite: bytes, more: Callable[[Path], None] = lambda _: None
) -> None:
    """Writes a model folder, replacing an older model there.

    It is made beside its place and renamed, so that no half of a model is ever there.

    Args:
        folder: where it goes.
        card: what it is.
        tflite: the network.
        more: writes what else belongs to it into a folder.

    Raises:
        UsageError: something else than a model is there, or it cannot be written.
    """
    check_writable(folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{folder.name}.", dir=folder.parent) as scratch:
            made = Path(scratch) / "new"
            made.mkdir()
            (made / MODEL_NAME).write_bytes(tflite)
            write_card(card, made)
            more(made)
            if folder.exists():
                folder.rename(Path(scratch) / "old")
            made.rename(folder)
    except OSError as error:
        raise UsageError(f"{folder}: cannot be written: {error.strerror}") from error
