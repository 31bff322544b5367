"""Files of arrays beside a model, read with one clear error."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from sessions.errors import ModelError


@contextmanager
def arrays_of(path: Path, otherwise: str) -> Iterator[Mapping[str, Any]]:
    """Yields the arrays of an ``.npz`` file by name.

    Args:
        path: the file.
        otherwise: what is said of it if it lacks an array or one of them does not fit.

    Raises:
        ModelError: it cannot be read, or that.
    """
    try:
        with np.load(path, allow_pickle=False) as arrays:
            yield arrays
    except OSError as error:
        raise ModelError(f"{path}: cannot be read: {error.strerror}") from error
    except (KeyError, ValueError, BadZipFile) as error:
        raise ModelError(f"{path}: {otherwise}: {error}") from error
