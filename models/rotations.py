"""Rotations of three-dimensional vectors: fitted, made and applied."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from models.windows import Floats

Matrix = npt.NDArray[np.float64]


class Fit(NamedTuple):
    """The rotations that fit best, and how well.

    Attributes:
        rotation: (..., 3, 3).
        singular: (..., 3), the singular values, the last with the sign of the determinant; their
            sum is the product of turned readings and wanted ones that is reached.
    """

    rotation: Matrix
    singular: Matrix


def kabsch(products: Matrix) -> Fit:
    """Returns the rotation R that makes the sum of u · R v largest.

    After W. Kabsch, A solution for the best rotation to relate two sets of vectors, Acta
    Crystallographica A32 (1976), 922.

    Args:
        products: (..., 3, 3), the sum of u vᵀ over pairs of vectors.
    """
    u, s, vt = np.linalg.svd(products)
    signs = np.sign(np.linalg.det(u @ vt))  # the determinant of a rotation is 1
    s[..., 2] *= signs
    u[..., :, 2] *= signs[..., np.newaxis]
    return Fit(u @ vt, s)


def rotation_about(vector_rad: Matrix) -> Matrix:
    """Returns the rotation about a vector's direction by its length; (3,) becomes (3, 3).

    By the formula of O. Rodrigues.
    """
    angle_rad = float(np.linalg.norm(vector_rad))
    if angle_rad == 0:
        return np.eye(3)
    x, y, z = vector_rad / angle_rad
    across = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    by: Matrix = np.eye(3) + np.sin(angle_rad) * across + (1 - np.cos(angle_rad)) * across @ across
    return by


def turned(vectors: Floats, rotation: Matrix) -> Floats:
    """Returns R v for each vector; (rows, 3 · n) stays so.

    Args:
        vectors: (rows, 3 · n), n vectors side by side.
        rotation: (3, 3).
    """
    each = vectors.reshape(len(vectors), -1, 3) @ rotation.T
    return each.reshape(vectors.shape).astype(np.float32)
