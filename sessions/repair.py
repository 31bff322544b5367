"""Sessions left without an end by a crash or a full disk: found, closed and marked."""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from sessions.appender import is_growing
from sessions.errors import DataError
from sessions.folder import FRAMES_NAME, PARTIAL_NAME
from sessions.info import SessionInfo, read_info, write_info
from sessions.rawlog import RAW_NAME, mend
from sessions.rows import RowFormat


def unfinished(parent: Path) -> list[Path]:
    """Returns the sessions that were left without an end and are growing no more."""
    partials = sorted(parent.glob(f"*/{PARTIAL_NAME}"))
    return [path.parent for path in partials if _is_left(path)]


def close_crashed(parent: Path) -> Iterator[str]:
    """Closes the sessions that were left without an end; yields a line about each of them."""
    for folder in unfinished(parent):
        try:
            info = repair(folder)
        except DataError as error:
            yield str(error)
        else:
            yield f"closed {folder}, which had no end: {info.frames} frames"


def repair(folder: Path) -> SessionInfo:
    """Closes a session that a crash or a full disk left without an end.

    Keeps every whole row; a torn last one is cut off.

    Raises:
        DataError: it is still being recorded, or is beyond repair.
    """
    partial = folder / PARTIAL_NAME
    if not partial.exists():
        raise DataError(folder, "needs no repair")
    info = read_info(folder)
    try:
        if is_growing(partial):
            raise DataError(folder, "is being recorded")
        rows = _cut_torn_row(partial, RowFormat(info.session_streams()).header)
        if (folder / RAW_NAME).exists():
            mend(folder / RAW_NAME)
        closed = msgspec.structs.replace(info, state="recovered", frames=rows)
        write_info(closed, folder)
        partial.rename(folder / FRAMES_NAME)
    except OSError as error:
        raise DataError(folder, f"cannot be repaired: {error.strerror}") from error
    return closed


def _is_left(partial: Path) -> bool:
    try:
        return not is_growing(partial)
    except FileNotFoundError:  # it has got its end meanwhile
        return False
    except OSError:  # another's, or no file: who repairs it is told why that cannot be
        return True


def _cut_torn_row(path: Path, header: bytes) -> int:
    data = path.read_bytes()
    whole = data[: data.rfind(b"\n") + 1] or header
    if whole != data:
        with path.open("r+b") as file:
            file.write(whole)
            file.truncate()
    return whole.count(b"\n") - 1
