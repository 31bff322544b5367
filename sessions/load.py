"""Recordings from wherever they lie: session folders, public CSVs, folders of either."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from sessions.errors import DataError
from sessions.exermote import is_exermote_header, read_exermote
from sessions.folder import is_session, read_session
from sessions.recording import Recording


def find_recordings(path: Path) -> list[Path]:
    """Returns what can be read at a path: itself, or what lies right in it.

    Raises:
        DataError: nothing there is a recording.
    """
    if not path.exists():
        raise DataError(path, "there is no such file or folder")
    if path.is_file() or is_session(path):
        return [path]
    found = sorted(p for p in path.iterdir() if p.suffix == ".csv" or is_session(p))
    if not found:
        raise DataError(path, "holds neither sessions nor public Exermote CSVs")
    return found


def read_recording(path: Path) -> Recording:
    """Reads one session folder or one public CSV.

    Raises:
        DataError: it is neither.
    """
    if is_session(path):
        return read_session(path)
    try:
        with path.open(encoding="utf-8") as file:
            header = file.readline(10_000)
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(path, f"cannot be read: {error}") from error
    if not is_exermote_header(header):
        raise DataError(path, "is neither a session nor a public Exermote CSV", 1)
    return read_exermote(path)


def load_recordings(paths: Iterable[Path]) -> Iterator[Recording]:
    """Yields the recordings found at each path, in order."""
    for path in paths:
        for found in find_recordings(path):
            yield read_recording(found)
