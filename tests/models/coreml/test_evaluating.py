import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.coreml.evaluating import Operation, Program, sigmoid, softmax, work_of
from models.windows import Floats
from sessions.errors import ModelError

TWICE = Program(
    constants={"two": np.float32(2)},
    operations=[Operation(lambda x, y: x * y, {"x": "given", "y": "two"}, "doubled")],
    inputs={"given": (1, 2)},
    outputs=["doubled"],
)


def test_operators_are_done_one_after_the_other() -> None:
    told = TWICE({"given": np.array([[1, 3]], np.float32)})
    assert {name: array.tolist() for name, array in told.items()} == {"doubled": [[2, 6]]}


@pytest.mark.parametrize("inputs", [{}, {"given": np.zeros((2, 2), np.float32)}])
def test_other_inputs_are_told(inputs: dict[str, Floats]) -> None:
    with pytest.raises(ModelError, match=r"takes \{'given': \(1, 2\)\}, not"):
        TWICE(inputs)


def test_an_unknown_operator_is_told() -> None:
    with pytest.raises(ModelError, match="an operator that cannot be checked: 'whirl'"):
        work_of({}, "whirl")


@given(st.lists(st.floats(-1e4, 1e4, width=32), min_size=2, max_size=5))
def test_probabilities_add_up_however_large_the_logits(logits: list[float]) -> None:
    x = np.array(logits, np.float32)
    assert softmax(x, axis=-1).sum() == pytest.approx(1, abs=1e-5)
    assert ((sigmoid(x) >= 0) & (sigmoid(x) <= 1)).all()
    np.testing.assert_allclose(sigmoid(x) + sigmoid(-x), 1, atol=1e-6)
