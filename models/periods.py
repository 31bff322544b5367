"""The comings of one movement in a stream, whatever it is, and however long the pauses are.

A movement is a motif: the last moments of a vector, less their mean. It has come again where the
moments that end there are like it, and nowhere near more so. Nothing is said of how regularly it
comes: people pause between repetitions as they like.
"""

from collections.abc import Sequence

import numpy as np

from models.windows import Floats


def motifs(rows: Floats, steps: int) -> Floats:
    """Returns the motif that ends with each row of a series.

    Args:
        rows: (rows, axes).
        steps: how long a motif is.

    Returns:
        (rows - steps + 1, steps * axes + 1), each with its energy last; the first ends with row
        ``steps - 1``. None if there are fewer rows.
    """
    if len(rows) < steps:
        return np.empty((0, steps * rows.shape[1] + 1), np.float32)
    windows = np.lib.stride_tricks.sliding_window_view(rows, steps, axis=0).swapaxes(1, 2)
    centred = (windows - windows.mean(axis=1, keepdims=True)).reshape(len(windows), -1)
    energy = np.einsum("ij,ij->i", centred, centred)
    return np.column_stack([centred, energy]).astype(np.float32)


def alike(some: Floats, motif: Floats, small: float) -> Floats:
    """Returns how like one motif others are, -1 to 1: 2 a·b / (a·a + b·b + small).

    It wants movements of equal size, and is 0 for small ones.

    Args:
        some: (motifs, values + 1), as `motifs` gives them.
        motif: (values + 1,).
        small: energy that is hardly a movement.
    """
    likenesses: Floats = 2 * (some[:, :-1] @ motif[:-1]) / (some[:, -1] + (motif[-1] + small))
    return likenesses


def comings(likenesses: Floats, least: float, apart: int) -> list[int]:
    """Returns where a motif comes, in order: once in each stretch that is alike, where it is most.

    Args:
        likenesses: (rows,), of what ends with each row.
        least: so alike it has to be.
        apart: rows between two of them at least; of nearer ones it is the more alike.
    """
    is_alike = np.concatenate([[False], likenesses >= least, [False]])
    edges = np.flatnonzero(np.diff(is_alike.astype(np.int8))).tolist()
    best = [
        start + int(likenesses[start:end].argmax())
        for start, end in zip(edges[::2], edges[1::2], strict=True)
    ]
    found: list[int] = []
    for place in sorted(best, key=lambda place: -likenesses[place]):
        if all(abs(place - other) >= apart for other in found):
            found.append(place)
    return sorted(found)


def unbroken(places: Sequence[int], apart: float) -> list[int]:
    """Returns the last of the places that follow one another no farther apart than that."""
    first = len(places) - 1
    while first > 0 and places[first] - places[first - 1] <= apart:
        first -= 1
    return list(places[max(first, 0) :])
