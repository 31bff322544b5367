from collections.abc import Iterator
from pathlib import Path

import pytest

from sessions.importing import write_recording
from tests.fakes.dbus import DAEMON, running_bus
from tests.fakes.recordings import swinging
from tests.fakes.sensors import SIX, bus_folder
from tests.fakes.webdav import FakeCloud


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of the test's own, so that no configuration or session of the user's is touched.

    A configuration that says nothing stands before the system's, where there is one.
    """
    folder = tmp_path / "home"
    own = folder / ".config" / "exermoted" / "config.yaml"
    own.parent.mkdir(parents=True)
    own.touch()
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    return folder


@pytest.fixture
def session(tmp_path: Path) -> Path:
    """A session of one minute to be replayed."""
    return write_recording(swinging(), tmp_path / "old", [])


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a bus of our own, which bleak takes for the system's."""
    if DAEMON is None:
        pytest.skip("dbus-daemon is not installed; Debian's package is dbus")
    with bus_folder() as folder, running_bus(folder) as address:
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", address)
        yield address


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "config.yaml"
    worn = "".join(f"  {place}: {identifier}\n" for place, identifier in SIX.items())
    path.write_text(f"# my gym\nsensors:  # six\n{worn}bluetooth:\n  scan: active-duplicates\n")
    return path


@pytest.fixture
def cloud(tmp_path: Path) -> Iterator[FakeCloud]:
    """A remote to upload to that is not started yet."""
    made = FakeCloud(tmp_path)
    yield made
    made.kill()
