"""Claim: what each sensor is worth, in accuracy and in counting, on people never seen.

``exermoted train DATA --channels NAMES --seed 1 --leave-one-subject-out --out FAMILIES/NAME`` makes
the families of networks that are compared: each person is recognised by one that has not seen them.
"""

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path

from exermoted.judging import Models, figures_of, judge
from models.evaluation import Score
from sessions.load import load_recordings
from sessions.recording import Recording


def scored(family: Path, recordings: Sequence[Recording]) -> Score:
    """Returns the figures of a family on the people whom each of its networks has left out."""
    models = Models(str(family))
    judged = [judge(models.engine(recording), recording) for recording in recordings]
    return figures_of(judged).everyone


def row(name: str, score: Score) -> str:
    """Returns a row of the table."""
    return (
        f"| {name} | {score.accuracy:.1%} / {score.macro_f1:.3f} | {score.sets_exact:.1%} | "
        f"{score.sets_within_one:.1%} | {score.mean_absolute_error_per_set:.2f} | "
        f"{score.counted_in_set_breaks_per_hour or 0:.1f} |"
    )


def draw(scores: Mapping[str, Score], path: Path) -> None:
    """Draws accuracy and exactly counted sets of each."""
    import matplotlib.pyplot as plt  # noqa: PLC0415 # an extra, and slow

    names = list(scores)
    figure, axes = plt.subplots(figsize=(7, 0.45 * len(names) + 1.2), layout="constrained")
    places = range(len(names))
    accuracy = [100 * scores[name].accuracy for name in names]
    exact = [100 * scores[name].sets_exact for name in names]
    axes.barh([p - 0.19 for p in places], accuracy, 0.36, label="frames right", color="#4477aa")
    axes.barh(
        [p + 0.19 for p in places], exact, 0.36, label="sets counted exactly", color="#ee7733"
    )
    for place, values in enumerate(zip(accuracy, exact, strict=True)):
        for offset, value in zip((-0.19, 0.19), values, strict=True):
            axes.text(value + 0.5, place + offset, f"{value:.1f}", va="center", fontsize=8)
    axes.set_yticks(list(places), names)
    axes.invert_yaxis()
    axes.set_xlim(0, 108)
    axes.set_xlabel("% on people never seen")
    axes.spines[["top", "right"]].set_visible(False)
    figure.legend(loc="outside upper center", ncols=2, frameon=False)
    figure.savefig(path, dpi=110)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("families", type=Path, help="a family of networks per choice of sensors")
    parser.add_argument("data", type=Path)
    parser.add_argument("--picture", type=Path)
    given = parser.parse_args()
    recordings = list(load_recordings([given.data]))
    columns = (
        "sensors",
        "accuracy / macro-F1",
        "sets exact",
        "within one",
        "error",
        "false an hour",
    )
    print(f"| {' | '.join(columns)} |")
    print("|---|---|---|---|---|---|")
    scores = {}
    for family in (path for path in given.families.iterdir() if path.is_dir()):
        scores[family.name.replace("_", " ")] = scored(family, recordings)
    scores = dict(sorted(scores.items(), key=lambda item: -item[1].accuracy))
    for name, score in scores.items():
        print(row(name, score))
    if given.picture is not None:
        draw(scores, given.picture)


if __name__ == "__main__":
    main()
