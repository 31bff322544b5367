from collections.abc import Callable, Iterator

import pytest
from matplotlib.figure import Figure

from exermoted.pictures.canvas import paper
from tests.fakes.drawn import outside, overlapping

Draw = Callable[[Figure], None]


@pytest.fixture
def sheet() -> Iterator[Figure]:
    """An empty figure; what is drawn on it must be legible."""
    with paper() as figure:
        yield figure
        assert outside(figure) == []
        assert overlapping(figure) == []
