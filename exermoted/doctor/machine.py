"""The machine itself: its clock and its disk."""

import os
import shutil
import subprocess
from pathlib import Path

from exermoted.doctor.finding import Finding, error, ok, warning

MEGABYTE = 10**6
LITTLE_BYTES = 500 * MEGABYTE
TOO_LITTLE_BYTES = 20 * MEGABYTE
"""A session of five minutes with six sensors and a phone takes 2 MB."""


def check_clock(timedatectl: str = "timedatectl") -> Finding:
    """Checks that the wall clock is set by a time server; sessions are named by it."""
    command = (timedatectl, "show", "--property=NTPSynchronized", "--value")
    try:
        ran = subprocess.run(command, capture_output=True, text=True, timeout=5, check=True)
    except (OSError, subprocess.SubprocessError):
        return warning("clock", "cannot be told: timedatectl does not answer", "compare it by eye")
    if ran.stdout.strip() == "yes":
        return ok("clock", "set by a time server")
    return warning(
        "clock",
        "not set by a time server; sessions may bear a wrong date",
        "sudo timedatectl set-ntp true",
    )


def check_disk(folder: Path, *, by_service: bool = False) -> Finding:
    """Checks that there is room where sessions go, and that they may be written there.

    Args:
        folder: of sessions.
        by_service: whether the daemon writes there, as a user of its own.
    """
    place = next(path for path in (folder, *folder.parents) if path.exists())
    if not by_service and not os.access(place, os.W_OK):
        return error("disk", f"{place} may not be written to", f"sudo chown $USER {place}")
    free = shutil.disk_usage(place).free
    found = f"{free / MEGABYTE:,.0f} MB free for {folder}"
    if free < TOO_LITTLE_BYTES:
        return error("disk", found, "make room")
    if free < LITTLE_BYTES:
        return warning("disk", found, "make room before long")
    return ok("disk", found)
