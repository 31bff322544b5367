"""Whether others write the same history: what is open there may be theirs."""

import fcntl
import os
import time
from pathlib import Path

PATIENCE_S = 2.0
LOOK_S = 0.02


class Presence:
    """Shows, as long as this process lives, that it writes.

    Args:
        database: that it writes.

    Attributes:
        is_alone: whether nobody else did when this one came, and nobody has come since: others
            wait until `share`.

    Raises:
        OSError: the file beside the database cannot be made.
    """

    def __init__(self, database: Path) -> None:
        path = database.with_name(f"{database.name}-writers")
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o640)
        self.is_alone = self._locked(fcntl.LOCK_EX)

    def share(self) -> None:
        """Lets others come.

        Raises:
            TimeoutError: one that came first does not let us; it may have a full disk.
        """
        self.is_alone = False
        end_s = time.monotonic() + PATIENCE_S
        while not self._locked(fcntl.LOCK_SH):
            if time.monotonic() > end_s:
                raise TimeoutError("another program closes what a crash left open there")
            time.sleep(LOOK_S)

    def end(self) -> None:
        os.close(self._file)

    def _locked(self, how: int) -> bool:
        """Returns whether the lock could be had at once."""
        try:
            fcntl.flock(self._file, how | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
