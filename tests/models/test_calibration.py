import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.calibration import (
    COLDEST,
    Bin,
    expected_calibration_error,
    fit_temperature,
    reliability,
    tempered,
)

Probability = st.floats(0, 1)


def test_a_bin_holds_the_scores_up_to_its_end() -> None:
    low, high = reliability([0.5, 0.75, 1.0, 1.0], [True, False, True, False], bins=2)
    assert low == Bin(0.0, 0.5, 1, 0.5, 1.0)
    assert (high.low, high.high, high.rows) == (0.5, 1.0, 3)
    assert high.score == pytest.approx(2.75 / 3)
    assert high.accuracy == pytest.approx(1 / 3)


def test_the_error_is_weighted_by_frames() -> None:
    bins = (Bin(0.5, 0.6, 30, 0.6, 0.5), Bin(0.9, 1.0, 10, 0.9, 0.95))
    assert expected_calibration_error(bins) == pytest.approx((30 * 0.1 + 10 * 0.05) / 40)


def test_scores_that_mean_what_they_say_have_no_error() -> None:
    right = [True] * 8 + [False] * 2
    assert expected_calibration_error(reliability([0.8] * 10, right)) == pytest.approx(0)


@given(st.lists(st.tuples(Probability, st.booleans()), min_size=1))
def test_every_frame_is_in_one_bin_and_no_error_is_beyond_1(
    told: list[tuple[float, bool]],
) -> None:
    bins = reliability([score for score, _ in told], [right for _, right in told])
    assert sum(each.rows for each in bins) == len(told)
    assert 0 <= expected_calibration_error(bins) <= 1


@pytest.mark.parametrize(
    ("scores", "right", "complaint"),
    [([0.5], [], "1 scores for 0 frames"), ([1.5], [True], "not between 0 and 1")],
)
def test_what_is_no_score_is_refused(
    scores: list[float], right: list[bool], complaint: str
) -> None:
    with pytest.raises(ValueError, match=complaint):
        reliability(scores, right)


def test_nothing_has_no_error() -> None:
    with pytest.raises(ValueError, match="no score"):
        expected_calibration_error(())


@given(st.lists(Probability, min_size=2, max_size=5), st.floats(0.1, 10))
def test_tempered_scores_are_probabilities_in_the_same_order(
    scores: list[float], temperature: float
) -> None:
    again = tempered(scores, temperature)
    assert again.sum() == pytest.approx(1)
    order = np.argsort(scores, kind="stable")
    assert (np.diff(again[order]) >= 0).all()


@pytest.mark.parametrize("truth", [0.4, 1.0, 2.5])
def test_the_temperature_that_scores_were_spoilt_with_is_found(truth: float) -> None:
    draw = np.random.default_rng(1)
    honest = tempered(np.exp(draw.normal(0, 2, (20_000, 4))), 1.0)
    labels = (honest.cumsum(axis=1) < draw.random((20_000, 1))).sum(axis=1)
    spoilt = tempered(honest, 1 / truth)
    assert fit_temperature(spoilt, labels) == pytest.approx(truth, rel=0.05)


def test_a_fitted_temperature_lowers_the_error() -> None:
    draw = np.random.default_rng(2)
    honest = tempered(np.exp(draw.normal(0, 1, (5_000, 3))), 1.0)
    labels = (honest.cumsum(axis=1) < draw.random((5_000, 1))).sum(axis=1)
    sure = tempered(honest, 0.3)

    def error(scores: np.ndarray) -> float:
        right = scores.argmax(axis=1) == labels
        return expected_calibration_error(reliability(scores.max(axis=1).tolist(), right.tolist()))

    assert error(tempered(sure, fit_temperature(sure, labels))) < error(sure) / 5


def test_scores_that_are_always_right_end_at_the_bound() -> None:
    scores = np.array([[0.9, 0.1], [0.2, 0.8]])
    assert fit_temperature(scores, np.array([0, 1])) == pytest.approx(COLDEST)


def test_a_score_of_nothing_does_no_harm() -> None:
    scores = np.array([[1.0, 0.0], [1.0, 0.0]])
    assert np.isfinite(fit_temperature(scores, np.array([0, 1])))


def test_nothing_has_no_temperature() -> None:
    with pytest.raises(ValueError, match="0 and 0 rows"):
        fit_temperature(np.empty((0, 3)), np.empty(0, np.int64))
