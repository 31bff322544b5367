import pytest

from exermoted.screens import finished
from inference.events import SetEnded


@pytest.mark.parametrize(
    ("ended", "told"),
    [
        (
            SetEnded(
                time_s=60.0,
                exercise="Squat",
                repetitions=8,
                set=1,
                duration_s=32.0,
                cadence_per_minute=14.8,
                under_tension_s=21.4,
            ),
            "set finished: 8 × Squat, 15 a minute, 21 s under tension",
        ),
        (SetEnded(time_s=60.0, exercise="Lunge", repetitions=1, set=2), "set finished: 1 × Lunge"),
    ],
)
def test_a_set_is_told_with_what_is_known_of_its_tempo(ended: SetEnded, told: str) -> None:
    assert finished(ended) == told
