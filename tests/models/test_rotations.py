import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rotations import Matrix, kabsch, rotation_about, turned

Vector = st.tuples(*[st.floats(-3, 3)] * 3).map(np.array)
POINTS = np.random.default_rng(1).normal(size=(20, 3))


def products_of(wanted: Matrix, read: Matrix) -> Matrix:
    return wanted.T @ read


@pytest.mark.parametrize(
    ("vector_rad", "becomes"),
    [((0, 0, 0), (1, 0, 0)), ((0, 0, np.pi / 2), (0, 1, 0)), ((0, np.pi / 2, 0), (0, 0, -1))],
)
def test_a_rotation_about_a_direction_by_a_length(
    vector_rad: tuple[float, ...], becomes: tuple[float, ...]
) -> None:
    np.testing.assert_allclose(rotation_about(np.array(vector_rad)) @ (1, 0, 0), becomes, atol=1e-9)


@given(Vector)
def test_a_rotation_keeps_lengths_angles_and_hands(vector_rad: Matrix) -> None:
    rotation = rotation_about(vector_rad)
    np.testing.assert_allclose(rotation @ rotation.T, np.eye(3), atol=1e-9)
    assert np.linalg.det(rotation) == pytest.approx(1)
    np.testing.assert_allclose(rotation @ vector_rad, vector_rad, atol=1e-9)
    np.testing.assert_allclose(rotation.T, rotation_about(-vector_rad), atol=1e-9)


@given(Vector)
def test_the_rotation_between_two_sets_of_vectors_is_found(vector_rad: Matrix) -> None:
    rotation = rotation_about(vector_rad)
    fit = kabsch(products_of(POINTS @ rotation.T, POINTS))
    np.testing.assert_allclose(fit.rotation, rotation, atol=1e-9)
    assert fit.singular.sum() == pytest.approx((POINTS**2).sum())


@given(Vector)
def test_what_is_mirrored_is_rotated_as_well_as_can_be(vector_rad: Matrix) -> None:
    mirror = rotation_about(vector_rad) @ np.diag([1, 1, -1])
    fit = kabsch(products_of(POINTS @ mirror.T, POINTS))
    assert np.linalg.det(fit.rotation) == pytest.approx(1)
    assert fit.singular[2] < 0
    reached = (POINTS @ mirror.T * (POINTS @ fit.rotation.T)).sum()
    assert fit.singular.sum() == pytest.approx(reached)


@given(Vector, Vector)
def test_no_other_rotation_fits_better(one: Matrix, other: Matrix) -> None:
    noisy = POINTS @ rotation_about(one).T + np.random.default_rng(2).normal(size=POINTS.shape)
    products = products_of(noisy, POINTS)
    assert (rotation_about(other) * products).sum() <= kabsch(products).singular.sum() + 1e-9


def test_many_are_fitted_at_once() -> None:
    several = np.random.default_rng(3).normal(size=(2, 4, 3, 3))
    fit = kabsch(several)
    assert (fit.rotation.shape, fit.singular.shape) == ((2, 4, 3, 3), (2, 4, 3))
    np.testing.assert_allclose(fit.rotation[1, 2], kabsch(several[1, 2]).rotation, atol=1e-12)


def test_of_nothing_the_rotation_is_none() -> None:
    np.testing.assert_array_equal(kabsch(np.zeros((3, 3))).rotation, np.eye(3))


def test_each_of_several_vectors_side_by_side_is_turned() -> None:
    rotation = rotation_about(np.array([0, 0, np.pi / 2]))
    read = np.array([[1, 0, 0, 0, 0, 5], [0, 2, 0, 3, 0, 0]], np.float32)
    upright = turned(read, rotation)
    assert upright.dtype == np.float32
    np.testing.assert_allclose(upright, [[0, 1, 0, 0, 0, 5], [-2, 0, 0, 0, 3, 0]], atol=1e-6)


def test_a_vector_that_is_missing_leaves_the_others() -> None:
    read = np.array([[1, 0, 0, np.nan, np.nan, np.nan]], np.float32)
    assert np.isnan(turned(read, np.eye(3))).tolist() == [[False] * 3 + [True] * 3]
