import numpy as np

from models.card import BREAK
from models.counting import counter_settings, phase_settings
from models.dataset import Series
from sessions.frames import Label, Phase

CLASSES = (BREAK, "Burpee", "Squat")


def series(*runs: tuple[int, int]) -> Series:
    labels = np.array([label for label, steps in runs for _ in range(steps)], np.int64)
    return Series("a", "Ada", np.zeros((len(labels), 1), np.float32), labels, labels, rate_hz=10.0)


def test_a_third_of_the_shortest_repetition_of_each_exercise() -> None:
    first = series((0, 50), (1, 40), (0, 10), (2, 20), (0, 50))
    second = series((0, 50), (1, 36), (0, 50))
    assert counter_settings([first, second], CLASSES).steps == {"Burpee": 12, "Squat": 6}


def test_a_repetition_cut_off_by_the_recordings_edge_does_not_count() -> None:
    cut = series((2, 3), (0, 10), (2, 20), (0, 10), (2, 3))
    assert counter_settings([cut], CLASSES).steps["Squat"] == 6


def test_one_step_is_the_least() -> None:
    assert counter_settings([series((0, 5), (2, 2), (0, 5))], CLASSES).steps == {
        "Burpee": 1,
        "Squat": 1,
    }


def test_a_set_is_over_after_six_seconds() -> None:
    assert counter_settings([series((0, 5))], CLASSES).set_break_steps == 60


def test_settings_of_phases_come_from_the_usual_halves() -> None:
    halves = [(Phase.FIRST_HALF, 12), (Phase.SECOND_HALF, 9), (Phase.BREAK, 10)]
    labels = [
        Label(phase, "Lunge", 1, number)
        for number in (1, 2, 3)
        for phase, steps in halves
        for _ in range(steps + number - 2)
    ]
    settings = phase_settings([labels], rate_hz=10.0)
    assert settings.kind == "phases"
    lunge = settings.halves["Lunge"]
    assert (lunge.first_steps, lunge.second_steps, lunge.turn_to_end_steps) == (12, 9, 9)
