"""Events as JSON Lines."""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from inference.events import Event
from sessions.errors import DataError


@contextlib.contextmanager
def event_file(path: Path | None) -> Iterator[Callable[[Event], None]]:
    """Opens a file that each event becomes a line of, at once; without a path they go nowhere.

    Raises:
        DataError: it cannot be opened, or a line cannot be written.
    """
    if path is None:
        yield lambda _: None
        return
    try:
        file = path.open("wb", buffering=0)
    except OSError as error:
        raise _refused(path, error) from error
    with file:

        def write(event: Event) -> None:
            try:
                file.write(msgspec.json.encode(event) + b"\n")
            except OSError as error:
                raise _refused(path, error) from error

        yield write


def _refused(path: Path, error: OSError) -> DataError:
    return DataError(path, f"cannot be written: {error.strerror}")
