import os
from pathlib import Path

import pytest
from hypothesis import settings

from exermoted.entry import BLAS_THREADS

# As the program does, before NumPy is loaded.
os.environ.setdefault(BLAS_THREADS, "1")

# A busy machine is no failure: how long an example takes is not what is tested.
settings.register_profile("exermoted", deadline=None)
settings.load_profile("exermoted")

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of data that is not part of the project."""
    folder = Path(os.environ.get("EXERMOTED_SHARED", ROOT.parent / "shared"))
    if not (folder / "data" / "exermote").is_dir():
        pytest.skip(f"the public recordings are not at {folder}; set EXERMOTED_SHARED")
    return folder


@pytest.fixture(scope="session")
def public(shared: Path) -> Path:
    """The folder of the public recordings of individuals 1 to 4."""
    return shared / "data" / "exermote"


@pytest.fixture(scope="session")
def tensorflow() -> None:
    """Skips a test where nothing can be trained."""
    pytest.importorskip("tensorflow", reason="needs the train extra: pip install exermoted[train]")


@pytest.fixture(scope="session")
def coremltools(tensorflow: None) -> None:  # noqa: ARG001 # skips without it
    """Skips a test where nothing can be written for Core ML."""
    pytest.importorskip("coremltools", reason="needs the coreml extra")
