"""What is still to be uploaded, and what has been: a small file for each session, on the disk.

A session that waits has a file in ``waiting/``, one that was uploaded has it in ``done/``. Files
appear whole or not at all, so that nothing is lost when the power fails.
"""

import contextlib
import fcntl
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, TextIO

import msgspec

from sessions.atomic import replaced
from sessions.errors import DataError

LOCK_NAME = "lock"

State = Literal["waiting", "uploaded"]


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A session on its way.

    Attributes:
        folder: of the session.
        problem: why it did not arrive when last tried.
        uploaded: wall time of its arrival, ISO 8601; None while it waits.
    """

    folder: Path
    problem: str | None = None
    uploaded: str | None = None


class Queue:
    """The sessions that wait and those that arrived, by name.

    Args:
        folder: keeps the files; made where it is missing.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._waiting = folder / "waiting"
        self._done = folder / "done"

    def put(self, session: Path, *, again: bool = False) -> None:
        """Lets a session wait, unless it does already, or has arrived.

        Args:
            session: its folder.
            again: upload it even if it has arrived.

        Raises:
            DataError: the disk does not take it.
        """
        state = self.state(session.name)
        if state is None or (again and state == "uploaded"):
            self._write(self._waiting, Entry(folder=session.absolute()))

    def state(self, name: str) -> State | None:
        """Returns what became of a session; None where it never was to be uploaded."""
        if _is_seen(_file(self._waiting, name)):
            return "waiting"
        return "uploaded" if _is_seen(_file(self._done, name)) else None

    def waiting(self) -> list[str]:
        """Returns the names of the sessions that wait, the oldest first."""
        return sorted(path.stem for path in self._waiting.glob("*.json"))

    def entry(self, name: str) -> Entry | None:
        """Returns what is known of a session, if anything is.

        Raises:
            DataError: its file is damaged.
        """
        for folder in (self._waiting, self._done):
            path = _file(folder, name)
            try:
                return msgspec.json.decode(path.read_bytes(), type=Entry, dec_hook=_path)
            except FileNotFoundError:
                continue
            except (OSError, msgspec.MsgspecError) as error:
                raise DataError(path, f"cannot be used: {error}; remove it") from error
        return None

    def fail(self, name: str, problem: str) -> None:
        """Writes down why a session did not arrive, if that is news; it goes on waiting.

        Raises:
            DataError: the disk does not take it, or the session's file is damaged.
        """
        entry = self.entry(name)
        if entry is not None and entry.problem != problem:
            self._write(self._waiting, msgspec.structs.replace(entry, problem=problem))

    def finish(self, entry: Entry) -> None:
        """Lets a session that arrived wait no more.

        Raises:
            DataError: the disk does not take it; the session goes on waiting.
        """
        now = datetime.now(UTC).isoformat(timespec="seconds")
        self._write(self._done, msgspec.structs.replace(entry, problem=None, uploaded=now))
        self.drop(entry.folder.name)

    def drop(self, name: str) -> None:
        """Forgets a session that waits.

        Raises:
            DataError: the disk does not take it.
        """
        path = _file(self._waiting, name)
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise DataError(path, f"cannot be removed: {error.strerror}") from error

    @contextlib.contextmanager
    def owned(self) -> Iterator[bool]:
        """Tries to be the one process that uploads; tells whether it is, until the end.

        Raises:
            DataError: the disk does not take the lock's file.
        """
        with self._lock() as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                yield False
            else:
                yield True

    def _lock(self) -> TextIO:
        _make(self._folder)
        path = self._folder / LOCK_NAME
        try:
            return path.open("w")
        except OSError as error:
            raise DataError(path, f"cannot be written: {error.strerror}") from error

    def _write(self, folder: Path, entry: Entry) -> None:
        _make(folder)
        path = _file(folder, entry.folder.name)
        try:
            with replaced(path) as file:
                file.write(msgspec.json.encode(entry, enc_hook=str))
        except OSError as error:
            raise DataError(path, f"cannot be written: {error.strerror}") from error


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DataError(folder, f"cannot be made: {error.strerror}") from error


def _file(folder: Path, name: str) -> Path:
    return folder / f"{name}.json"


def _is_seen(path: Path) -> bool:
    """Whether a file is there; in a folder that is not ours to look into, none is."""
    try:
        return path.exists()
    except PermissionError:
        return False


def _path(kind: type, value: object) -> Path:
    if kind is Path and isinstance(value, str):
        return Path(value)
    raise NotImplementedError(kind)
