"""Pictures for the documents, small enough to be kept beside them."""

import io
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

FREQUENT = 96
COLOURS = 256


def keep(png: bytes, path: Path) -> None:
    """Saves a picture with few colours: its most frequent ones as they are, and some between."""
    from PIL import Image  # noqa: PLC0415 - only for pictures

    picture = Image.open(io.BytesIO(png)).convert("RGB")
    pixels = np.asarray(picture, np.int32)
    codes = pixels @ np.array([1 << 16, 1 << 8, 1])
    found, where, counts = np.unique(codes, return_inverse=True, return_counts=True)
    colours = np.stack([found >> 16, found >> 8 & 255, found & 255], axis=1)
    frequent = colours[np.argsort(-counts)[:FREQUENT]]
    between = picture.quantize(COLOURS - FREQUENT, Image.Quantize.MAXCOVERAGE).getpalette() or []
    palette = np.concatenate([frequent, np.reshape(between, (-1, 3))])
    few = Image.fromarray(_nearest(colours, palette)[where].reshape(codes.shape))
    few.putpalette(palette.astype(np.uint8).tobytes())
    path.parent.mkdir(parents=True, exist_ok=True)
    few.save(path, optimize=True)


def _nearest(colours: NDArray[Any], palette: NDArray[Any]) -> NDArray[np.uint8]:
    """Returns the index in ``palette``, (n, 3), that is nearest to each colour, (m, 3)."""
    squares = (palette**2).sum(axis=1)
    nearest: NDArray[Any] = (squares - 2 * colours @ palette.T).argmin(axis=1)
    return nearest.astype(np.uint8)
