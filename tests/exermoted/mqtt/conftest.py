from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("aiomqtt", reason="needs the mqtt extra")

from tests.fakes.broker import FakeBroker


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[FakeBroker]:
    """A broker that is not started yet."""
    made = FakeBroker(tmp_path)
    yield made
    made.kill()
