"""The session folder: ``<UTC time>_<subject>/`` and the names of what lies in it."""

from datetime import UTC, datetime
from pathlib import Path

from sessions.errors import DataError
from sessions.info import INFO_NAME, read_info
from sessions.recording import Recording
from sessions.rows import RowFormat
from sessions.subject import slug

FRAMES_NAME = "frames.csv"
PARTIAL_NAME = "frames.csv.partial"


def make_folder(parent: Path, subject: str, started: datetime) -> Path:
    """Makes a session's folder, ``<UTC time>_<subject>``, with a number where one is there.

    A start without a zone, as old recordings have, is taken as it is and lacks the closing Z.

    Raises:
        DataError: it cannot be made.
    """
    name = f"{_stamp(started)}_{slug(subject)}"
    for number in range(1, 1000):
        folder = parent / (name if number == 1 else f"{name}-{number}")
        try:
            folder.mkdir(parents=True)
        except FileExistsError:
            continue
        except OSError as error:
            raise DataError(folder, f"cannot be made: {error.strerror}") from error
        return folder
    raise DataError(parent / name, "there are a thousand sessions of this second already")


def _stamp(started: datetime) -> str:
    if started.tzinfo is None:
        return f"{started:%Y%m%dT%H%M%S}"
    return f"{started.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def is_session(folder: Path) -> bool:
    """Whether a folder is a session's."""
    return (folder / INFO_NAME).is_file()


def is_finished(folder: Path) -> bool:
    """Whether a folder holds a session that has its end, and needs no repair.

    Raises:
        DataError: its description is damaged.
    """
    if not is_session(folder) or (folder / PARTIAL_NAME).exists():
        return False
    return read_info(folder).state != "recording"


def read_session(folder: Path) -> Recording:
    """Reads a finished session.

    Raises:
        DataError: it is not finished, or a file of it is not what it should be.
    """
    info = read_info(folder)
    streams = info.session_streams()
    path = folder / FRAMES_NAME
    if (folder / PARTIAL_NAME).exists():
        raise DataError(folder, "is not finished; 'exermoted sessions repair' closes it")
    frames, labels = RowFormat(streams).read(path)
    if not frames:
        raise DataError(path, "holds no rows")
    started = datetime.fromisoformat(info.started) if info.started else None
    return Recording(
        folder,
        info.subject,
        info.rate_hz,
        streams,
        frames,
        labels,
        started,
        info.counts,
        info.trimmed_s,
    )
