from pathlib import Path

import pytest

from sessions.importing import write_recording
from tests.fakes.recordings import swinging


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of the test's own, so that no configuration or session of the user's is touched."""
    folder = tmp_path / "home"
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    return folder


@pytest.fixture
def session(tmp_path: Path) -> Path:
    """A session of one minute to be replayed."""
    return write_recording(swinging(), tmp_path / "old", [])
