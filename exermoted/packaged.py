"""The models that come with the program."""

from pathlib import Path

import models
from models.card import CARD_NAME
from sessions.errors import ModelError

PACKAGED = Path(models.__file__).parent / "packaged"
DEFAULT = "packaged"
"""The name by which the default model is called."""


def packaged_models() -> list[str]:
    """Returns the names of the packaged models."""
    return sorted(path.parent.name for path in PACKAGED.glob(f"*/{CARD_NAME}"))


def find_model(name: str) -> Path:
    """Returns the folder of a model, given by a path or by a packaged model's name.

    Raises:
        ModelError: there is neither.
    """
    named = PACKAGED / ("default" if name == DEFAULT else Path(name).name)
    folder = expanded(name)
    for candidate in (folder, named):
        if (candidate / CARD_NAME).is_file():
            return candidate
    known = ", ".join(packaged_models()) or "none"
    raise ModelError(f"'{name}' is neither a model folder nor a packaged model ({known})")


def expanded(name: str) -> Path:
    """Returns a path with the home of whom it names, if there is such a person."""
    try:
        return Path(name).expanduser()
    except RuntimeError:  # there is no such user
        return Path(name)
