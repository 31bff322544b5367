"""``rclone serve webdav`` on loopback, behind a password, over a folder one can look into."""

import shutil
import subprocess
from pathlib import Path

import pytest

from exermoted.config import UploadConfig
from tests.fakes.ports import await_port, free_port

RCLONE = shutil.which("rclone")
USERNAME, PASSWORD = "ada", "difference-engine"


class FakeCloud:
    """A remote that may be down, and come back.

    Attributes:
        folder: what was uploaded.
    """

    def __init__(self, base: Path) -> None:
        if RCLONE is None:
            pytest.skip("rclone is not installed (apt install rclone)")
        self.folder = base / "cloud"
        self.folder.mkdir()
        self._base = base
        self._port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    def config(self, password: str = PASSWORD, rclone: str = "rclone") -> UploadConfig:
        """Returns what a user would configure."""
        path = self._base / "rclone.conf"
        where = (f"url=http://127.0.0.1:{self._port}", "vendor=other")
        who = (f"user={USERNAME}", f"pass={password}")
        create = ("rclone", f"--config={path}", "config", "create", "cloud", "webdav")
        subprocess.run((*create, *where, *who), check=True, capture_output=True)
        queue = self._base / "queue"
        return UploadConfig(remote="cloud:exermoted", rclone=rclone, config=path, queue=queue)

    def start(self, *options: str) -> None:
        address = f"127.0.0.1:{self._port}"
        user = (f"--user={USERNAME}", f"--pass={PASSWORD}")
        self._process = subprocess.Popen(
            ["rclone", "serve", "webdav", str(self.folder), f"--addr={address}", *user, *options],
            stderr=subprocess.DEVNULL,
        )
        await_port(self._port)

    def kill(self) -> None:
        """Ends it as a crash does; does nothing where it does not run."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def arrived(self, session: Path) -> bool:
        """Whether each file of a session is there with each of its bytes."""
        there = self.folder / "exermoted" / session.name
        files = [path for path in session.iterdir() if path.is_file()]
        return all(
            (there / path.name).exists() and (there / path.name).read_bytes() == path.read_bytes()
            for path in files
        )
