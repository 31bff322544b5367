"""The sessions on the disk, for a list."""

from pathlib import Path

import msgspec

from sessions.errors import DataError
from sessions.folder import is_session
from sessions.info import INFO_NAME, read_info


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """A session in a list.

    Attributes:
        name: of its folder.
        subject: who is recorded.
        started: wall time of the start, ISO 8601.
        state: how it ended, or ``recording``.
        duration_s: of what was recorded.
        frames: how many were.
        rate_hz: of them.
    """

    name: str
    subject: str
    started: str
    state: str
    duration_s: float
    frames: int
    rate_hz: float


class Listing:
    """Lists sessions; reads anew only those that have changed."""

    def __init__(self) -> None:
        self._known: dict[Path, tuple[int, Listed]] = {}

    def read(self, parent: Path) -> list[Listed]:
        """Returns a folder's sessions, the newest first; what cannot be read is left out."""
        folders = sorted(parent.glob("*"), reverse=True) if parent.is_dir() else []
        found = {path: entry for path in folders if (entry := self._entry(path)) is not None}
        self._known = found
        return [listed for _, listed in found.values()]

    def _entry(self, folder: Path) -> tuple[int, Listed] | None:
        try:
            if not is_session(folder) or folder.is_symlink():
                return None
            changed_ns = (folder / INFO_NAME).stat().st_mtime_ns
            known = self._known.get(folder)
            if known is not None and known[0] == changed_ns:
                return known
            return changed_ns, _listed(folder)
        except (DataError, OSError):
            return None


def _listed(folder: Path) -> Listed:
    info = read_info(folder)
    return Listed(
        name=folder.name,
        subject=info.subject,
        started=info.started,
        state=info.state,
        duration_s=round(info.frames / info.rate_hz, 3),
        frames=info.frames,
        rate_hz=info.rate_hz,
    )
