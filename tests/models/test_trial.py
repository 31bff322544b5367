from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.streamtraining import StreamSchedule
from models.trial import macro_f1, shortened, tried
from tests.fakes.networks import SHORT, TINY, TWO_STEPS
from tests.fakes.tuning import ground


def test_macro_f1_is_the_mean_over_the_classes_that_there_are() -> None:
    want, have = np.array([0, 0, 1, 1]), np.array([0, 1, 1, 1])
    assert macro_f1(want, have, classes=3) == pytest.approx((2 / 3 + 4 / 5) / 2)


@given(st.lists(st.integers(0, 3), min_size=1))
def test_who_tells_everything_right_has_all_of_it(labels: list[int]) -> None:
    assert macro_f1(np.array(labels), np.array(labels), classes=4) == 1.0


def test_a_shortened_course_is_the_same_in_fewer_epochs() -> None:
    short = shortened(StreamSchedule(epochs=100, rising_steps=100, average=0.99), 10)
    assert (short.epochs, short.rising_steps) == (10, 10)
    assert short.average == pytest.approx(0.9)
    assert not short.fused
    assert shortened(StreamSchedule(), 100) == replace(
        StreamSchedule(), average=short.average * 1.1
    )


@pytest.mark.train
@pytest.mark.usefixtures("tensorflow")
def test_a_person_left_out_is_recognised_by_what_the_others_taught() -> None:
    learnt = tried(replace(ground(), epochs=SHORT.epochs), TINY, SHORT, "Cy")
    assert learnt > 0.7
    assert tried(replace(ground(), epochs=1), TINY, replace(TWO_STEPS, epochs=1), "Cy") < 0.5
