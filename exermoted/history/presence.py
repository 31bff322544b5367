"""Whether others write the same history: what is open there may be theirs."""

import fcntl
import os
from pathlib import Path


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
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self.is_alone = False
        else:
            self.is_alone = True

    def share(self) -> None:
        """Lets others come."""
        self.is_alone = False
        fcntl.flock(self._file, fcntl.LOCK_SH)

    def end(self) -> None:
        os.close(self._file)
