"""Figures made up for pictures and tables."""

from dataclasses import replace

from exermoted.judging import Figures
from models.calibration import Bin
from models.evaluation import CountDelay, Score

CLASSES = ("Break", "Burpee", "Situp", "Squat")
SCORE = Score(
    recordings=30,
    accuracy=0.954,
    macro_f1=0.945,
    f1=dict.fromkeys(CLASSES, 0.945),
    accuracy_half_a_second_from_edges=0.99,
    label_delay_s=2.0,
    sets=161,
    sets_exact=0.957,
    sets_within_one=0.994,
    mean_absolute_error_per_set=0.05,
    repetitions_true=1150,
    repetitions_counted=1152,
    wrong_exercise=3,
    counted_in_set_breaks=2,
    counted_in_set_breaks_per_hour=2.1,
    repetition_precision=0.99,
    repetition_recall=0.99,
    count_delay_s=CountDelay(0.1, 0.4),
    expected_calibration_error=0.012,
    classes=CLASSES,
    confusion=(
        (50_000, 900, 800, 363),
        (1000, 15_490, 5, 0),
        (300, 3, 11_500, 0),
        (500, 0, 0, 7939),
    ),
)
PEOPLE = {
    f"Individual {number}": replace(SCORE, accuracy=SCORE.accuracy + (number - 2) / 100)
    for number in range(1, 5)
}
BINS = tuple(
    Bin(n / 15, (n + 1) / 15, 10 * 3**n, (n + 0.5) / 15, min(1, (n + 0.3 + n % 3 / 2) / 15))
    for n in range(3, 15)
)


def figures(accuracy: float = SCORE.accuracy) -> Figures:
    """Figures of four people, about as good as this."""
    change = accuracy - SCORE.accuracy
    people = {name: replace(s, accuracy=s.accuracy + change) for name, s in PEOPLE.items()}
    return Figures(replace(SCORE, accuracy=accuracy), people, BINS)
