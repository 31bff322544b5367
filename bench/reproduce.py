"""Claim: the packaged model's recipe, run again, comes to its figures within the stated spread.

Compares the card of a model that has just been trained with the packaged one's. The figures are
those of people left out in turn; the spread is what other seeds differ by, docs/recognition.md.
Run: ``make reproduce``, which trains it first, or ``python -m bench.reproduce MODEL``
"""

import sys
from pathlib import Path

from exermoted.packaged import DEFAULT, find_model
from models.card import Card, read_card

SPREAD = {
    "accuracy": 0.005,
    "macro_f1": 0.006,
    "sets_exact": 0.04,
    "sets_within_one": 0.02,
    "mean_absolute_error_per_set": 0.04,
}
"""How far a figure may lie from the packaged model's, either way."""


def differences(made: Card, packaged: Card) -> list[str]:
    """Returns a line for each figure, and raises nothing where one is outside."""
    lines = []
    for name, spread in SPREAD.items():
        one, other = made.metrics[name], packaged.metrics[name]
        fits = abs(one - other) <= spread
        lines.append(
            f"{name:28} {one:7.3f}  packaged {other:7.3f} ± {spread:.3f}  "
            f"{'within' if fits else 'OUTSIDE'}"
        )
    return lines


def main() -> int:
    if len(sys.argv) != 2:
        print(__doc__)
        return 2 if len(sys.argv) > 1 else 0
    made, packaged = read_card(Path(sys.argv[1])), read_card(find_model(DEFAULT))
    if made.data_digest != packaged.data_digest:
        print("the recordings are not those that the packaged model was trained on")
        return 1
    lines = differences(made, packaged)
    print("\n".join(lines))
    return int(any("OUTSIDE" in line for line in lines))


if __name__ == "__main__":
    sys.exit(main())
