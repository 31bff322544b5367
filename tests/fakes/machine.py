"""A machine of its own that a real systemd runs, made of this one's files.

It has its own processes, network and D-Bus, and what it writes goes to a folder. It needs root,
overlayfs and systemd, and starts in a second.
"""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import ROOT
from tests.fakes.waiting import PATIENCE_S

BOOT = ROOT / "tests" / "fakes" / "boot.sh"
SYSTEMD = Path("/lib/systemd/systemd")
NAMESPACES = ("--mount", "--pid", "--uts", "--ipc", "--cgroup", "--net")


def cannot_boot() -> str:
    """Returns why no such machine can be had here; empty if it can."""
    if os.geteuid() != 0:
        return "only root can boot a machine"
    if not SYSTEMD.exists():
        return "systemd is not installed"
    missing = [name for name in ("dbus-daemon", "ip", "nsenter") if shutil.which(name) is None]
    if missing:
        return f"not installed: {', '.join(missing)}"
    if "\toverlay\n" not in Path("/proc/filesystems").read_text():
        return "the kernel has no overlayfs"
    return "" if _cgroups() else "there is no cgroup2 file system"


@dataclass(frozen=True)
class Machine:
    """A machine that runs.

    Attributes:
        pid: of its systemd, seen from outside.
    """

    pid: int

    def command(self, *command: str) -> list[str]:
        """Returns what runs a command in the machine, as root."""
        return ["nsenter", f"--target={self.pid}", *NAMESPACES, "--", *command]

    def run(self, *command: str, check: bool = True) -> str:
        """Runs a command in the machine and returns what it says.

        Raises:
            AssertionError: it fails; says how.
        """
        ran = subprocess.run(self.command(*command), capture_output=True, text=True, check=False)
        assert ran.returncode == 0 or not check, (command, ran.stdout, ran.stderr)
        return ran.stdout

    def wait_for(self, said: str, *command: str) -> str:
        """Runs a command again and again until it says so, and returns all that it says."""
        until_s = time.monotonic() + PATIENCE_S
        while said not in (told := self.run(*command, check=False)):
            assert time.monotonic() < until_s, (command, told)
            time.sleep(0.1)
        return told


@contextmanager
def booted(folder: Path, layer: Path) -> Iterator[Machine]:
    """Starts a machine.

    Args:
        folder: that it may use.
        layer: files that are copied over this machine's.
    """
    cgroup = _cgroups() / f"exermoted-test-{os.getpid()}"
    cgroup.mkdir(exist_ok=True)
    script = f'echo $$ >"{cgroup}/cgroup.procs"; exec "$@"'
    namespaces = [name for name in NAMESPACES if name != "--cgroup"]
    boot = ["unshare", "--cgroup", *namespaces, "--fork", "--kill-child", str(BOOT)]
    command = ["sh", "-c", script, "sh", *boot, str(folder), str(layer)]
    with subprocess.Popen(command) as process:
        try:
            machine = Machine(_child(process))
            machine.wait_for("active", "systemctl", "is-active", "boot.target")
            yield machine
        finally:
            process.kill()
            process.wait()
            _remove(cgroup)


def _remove(cgroup: Path) -> None:
    """Removes control groups, innermost first, once their processes are gone."""
    until_s = time.monotonic() + PATIENCE_S
    while "populated 1" in (cgroup / "cgroup.events").read_text():
        assert time.monotonic() < until_s, "its processes do not end"
        time.sleep(0.01)
    for folder, _, _ in os.walk(cgroup, topdown=False):
        Path(folder).rmdir()


def _child(process: subprocess.Popen[bytes]) -> int:
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    until_s = time.monotonic() + PATIENCE_S
    while not (found := children.read_text().split()):
        assert process.poll() is None and time.monotonic() < until_s, "it does not start"  # noqa: PT018
        time.sleep(0.01)
    return int(found[0])


def _cgroups() -> Path:
    """Returns where control groups of the second kind are mounted; the empty path if nowhere."""
    mounts = (line.split() for line in Path("/proc/mounts").read_text().splitlines())
    return next((Path(mount[1]) for mount in mounts if mount[2] == "cgroup2"), Path())
