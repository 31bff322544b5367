from pathlib import Path

import numpy as np
import pytest

from models.memory import Memory, read_memory, write_memory
from sessions.errors import ModelError


def memory(moments: int = 3, first: int = 0) -> Memory:
    """Moments whose embedding says which they are."""
    numbers = np.arange(first, first + moments)
    return Memory(
        embedding=np.repeat(numbers[:, np.newaxis], 4, axis=1).astype(np.float32),
        scores=np.full((moments, 2, 3), 1 / 3, np.float32),
        phases=np.repeat(numbers[:, np.newaxis] % 3, 2, axis=1),
    )


def test_it_is_read_as_it_was_written_but_for_half_precision(tmp_path: Path) -> None:
    write_memory(memory(), tmp_path)
    found = read_memory(tmp_path)
    assert found.embedding.tolist() == memory().embedding.tolist()
    assert found.phases.tolist() == memory().phases.tolist()
    np.testing.assert_allclose(found.scores, memory().scores, atol=1e-3)


def test_some_of_it_is_drawn_without_one_twice() -> None:
    drawn = memory(10).some(6, np.random.default_rng(1)).embedding[:, 0]
    assert len(set(drawn.tolist())) == 6


def test_there_is_no_more_to_draw_than_there_is() -> None:
    assert len(memory(3).some(99, np.random.default_rng(1))) == 3


def test_two_memories_are_one_after_the_other() -> None:
    both = memory(2).and_(memory(2, first=7))
    assert both.embedding[:, 0].tolist() == [0, 1, 7, 8]
    assert len(both) == len(both.scores) == 4


@pytest.mark.parametrize(
    ("content", "message"), [(None, "cannot be read"), (b"no archive", "is no memory of a model")]
)
def test_what_is_no_memory_is_refused(tmp_path: Path, content: bytes | None, message: str) -> None:
    if content is not None:
        (tmp_path / "memory.npz").write_bytes(content)
    with pytest.raises(ModelError, match=message):
        read_memory(tmp_path)
