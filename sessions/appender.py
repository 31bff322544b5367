"""A file that grows in the background: whoever appends never waits for the disk."""

import fcntl
import os
import threading
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path

FLUSH_S = 1.0
SYNC_S = 5.0
MOST_WAITING = 64 * 2**20
"""Bytes kept for a disk that takes none; what comes after is counted and dropped."""


def _same(data: bytes) -> bytes:
    return data


class Appender:
    """Appends lines to a file from a thread of its own.

    What the disk refuses (it may be full) is kept and tried again each second; a write that was
    cut off goes on where it ended. The file is locked as long as it grows, so that others can
    tell a running session from a crashed one.

    Args:
        path: the file to be made; it must not be there yet.
        encode: turns what was appended since the last flush into what is written.
        finish: gives what is written last.

    Raises:
        OSError: the file cannot be made.
    """

    def __init__(
        self,
        path: Path,
        encode: Callable[[bytes], bytes] = _same,
        finish: Callable[[], bytes] = bytes,
    ) -> None:
        self.path = path
        self.trouble: str | None = None
        self.dropped_lines = 0
        self._encode, self._finish = encode, finish
        self._lines: deque[bytes] = deque()
        self._unwritten = bytearray()
        self._ending = threading.Event()
        self._synced_s = time.monotonic()
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o640)
        fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        self._thread = threading.Thread(target=self._run, name=f"append {path.name}", daemon=True)
        self._thread.start()

    def append(self, line: bytes) -> None:
        """Takes a whole line; it is on its way to the disk within `FLUSH_S`."""
        self._lines.append(line)

    def close(self) -> bytes:
        """Writes what is left and returns what the disk would not take."""
        self._ending.set()
        self._thread.join()
        return bytes(self._unwritten)

    def _run(self) -> None:
        try:
            while not self._ending.wait(FLUSH_S):
                self._flush()
            self._flush(last=True)
        finally:
            os.close(self._file)

    def _flush(self, last: bool = False) -> None:
        lines = [self._lines.popleft() for _ in range(len(self._lines))]
        if len(self._unwritten) < MOST_WAITING:
            self._unwritten += self._encode(b"".join(lines))
        else:
            self.dropped_lines += len(lines)
        if last:
            self._unwritten += self._finish()
        try:
            while self._unwritten:
                written = os.write(self._file, self._unwritten[: 2**20])
                del self._unwritten[:written]
            if last or time.monotonic() - self._synced_s >= SYNC_S:
                os.fsync(self._file)
                self._synced_s = time.monotonic()
            self.trouble = None
        except OSError as error:
            self.trouble = f"{self.path}: {error.strerror}"


def is_growing(path: Path) -> bool:
    """Whether some process is appending to a file."""
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
