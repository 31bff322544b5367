"""The one error tree.

::

    ExermotedError            exit status 1: what was asked for failed
    ├── UsageError            exit status 2: what was asked for cannot be
    ├── DataError             a file is not what it should be; names the file and the line
    ├── PacketError           bytes that are not the packet they were taken for
    ├── SourceError           a source of samples cannot be opened
    ├── SoundError            something cannot be spoken or heard; a recording goes on without
    ├── ModelError            a model folder that cannot be used
    └── BusyError             the daemon does something else

Each message is one line that says what, where and what to do.
"""

from pathlib import Path


class ExermotedError(Exception):
    """Anything this program reports to its user in one line."""

    exit_status = 1


class UsageError(ExermotedError):
    """An argument or a configuration that cannot be followed."""

    exit_status = 2


class DataError(ExermotedError):
    """A file that is not what it should be."""

    def __init__(self, path: Path | str, message: str, line: int | None = None) -> None:
        self.path = Path(path)
        self.line = line
        where = f"{path}:{line}" if line else f"{path}"
        super().__init__(f"{where}: {message}")


class PacketError(ExermotedError):
    """Bytes that are not the packet they were taken for."""


class SourceError(ExermotedError):
    """A source of samples that cannot be opened."""


class SoundError(ExermotedError):
    """Something that cannot be spoken or heard."""


class ModelError(ExermotedError):
    """A model folder that cannot be used."""


class BusyError(ExermotedError):
    """Something else has radio and sound at present."""
