"""Names from outside: looked up among what is there, never made into paths."""

from pathlib import Path

from sessions.errors import UsageError
from sessions.folder import is_session


def recorded_session(parent: Path, name: str) -> Path:
    """Returns the folder of the session called ``name``.

    Raises:
        UsageError: there is none.
    """
    there = parent.iterdir() if parent.is_dir() else ()
    found = (path for path in there if path.name == name and not path.is_symlink())
    for path in found:
        if is_session(path):
            return path
    raise UsageError(f"there is no session '{name}'; GET /api/sessions lists them")
