from pathlib import Path

import numpy as np
import pytest

from models.head import Head, logits_of, read_head, softmax, write_head
from models.windows import Floats
from sessions.errors import ModelError

FEATURES, HIDDEN, HEADS, KNOWN, OUTPUTS = 4, 3, 2, 3, 5


def head(**changed: Floats) -> Head:
    """A head that changes nothing, but for what is given."""
    nothing = {
        "mean": np.zeros(FEATURES, np.float32),
        "std": np.ones(FEATURES, np.float32),
        "first": np.zeros((FEATURES, HIDDEN), np.float32),
        "first_bias": np.zeros(HIDDEN, np.float32),
        "second": np.zeros((HIDDEN, HEADS * OUTPUTS), np.float32),
        "straight": np.zeros((FEATURES, HEADS * OUTPUTS), np.float32),
        "bias": np.zeros(HEADS * OUTPUTS, np.float32),
    }
    return Head(**{**nothing, **changed})


def scores(rows: int = 1) -> Floats:
    """What a network says of some rows."""
    return softmax(np.random.default_rng(1).normal(size=(rows, HEADS, KNOWN)).astype(np.float32))


def test_a_head_that_has_learnt_nothing_leaves_the_answers_and_doubts_what_is_new() -> None:
    told = head().scores(scores(), np.ones((1, FEATURES), np.float32))
    assert told.shape == (1, HEADS, OUTPUTS)
    np.testing.assert_allclose(told[..., :KNOWN], scores(), atol=5e-3)
    assert told[..., KNOWN:].max() < 5e-3


def test_answers_are_probabilities_whatever_the_embedding_is() -> None:
    random = np.random.default_rng(2)
    learnt = head(straight=random.normal(size=(FEATURES, HEADS * OUTPUTS)).astype(np.float32))
    embedding = 100 * random.normal(size=(50, FEATURES)).astype(np.float32)
    told = learnt.scores(scores(50), embedding)
    np.testing.assert_allclose(told.sum(axis=-1), 1, atol=1e-5)


def test_what_is_read_from_the_embedding_moves_the_answer_of_its_head() -> None:
    straight = np.zeros((FEATURES, HEADS * OUTPUTS), np.float32)
    straight[0, OUTPUTS + 4] = 10  # of the second head, the last answer
    told = head(straight=straight).scores(scores(), np.eye(FEATURES, dtype=np.float32)[:1])
    assert told[0].argmax(axis=-1).tolist() == [scores()[0, 0].argmax(), 4]


def test_a_score_of_nothing_has_a_logit() -> None:
    assert np.isfinite(logits_of(np.array([[1.0, 0.0]], np.float32), 3)).all()


def test_a_head_is_read_as_it_was_written(tmp_path: Path) -> None:
    write_head(head(bias=np.arange(HEADS * OUTPUTS, dtype=np.float32)), tmp_path)
    assert read_head(tmp_path).bias.tolist() == list(range(HEADS * OUTPUTS))


@pytest.mark.parametrize(
    ("content", "message"), [(None, "cannot be read"), (b"no archive", "is no head of a model")]
)
def test_what_is_no_head_is_refused(tmp_path: Path, content: bytes | None, message: str) -> None:
    if content is not None:
        (tmp_path / "head.npz").write_bytes(content)
    with pytest.raises(ModelError, match=message):
        read_head(tmp_path)
