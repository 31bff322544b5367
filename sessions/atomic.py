"""Files that are there whole or not at all."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO


@contextlib.contextmanager
def replaced(path: Path, mode: int | None = None) -> Iterator[BinaryIO]:
    """Opens a draft that takes the file's place once it is whole and on the disk.

    Args:
        path: the file.
        mode: who may read it, from the first byte on; as usual by default.

    Raises:
        OSError: the disk does not take it; the file is as it was, and no draft is left.
    """
    draft = path.with_name(f"{path.name}.new")
    try:
        with draft.open("wb") as file:
            if mode is not None:
                os.fchmod(file.fileno(), mode)
            yield file
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
