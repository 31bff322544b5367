from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pytest
from msgspec.structs import replace

from inference.counter import follow
from models.card import CounterSettings
from models.counting import phase_settings
from models.judging import Truth
from models.repetitions import Counted, Movement
from models.tuning import FADE, SURE, middle_of_best, tuned
from models.windows import Floats
from sessions.frames import SET_BREAK, Label, Phase
from tests.fakes.phases import DOWN, UP, cycle, phase_card, said
from tests.fakes.truths import RATE_HZ, truth_of

REST = [0] * 60
LATE_STEPS, SOON_STEPS = 30, 5


@dataclass(frozen=True)
class Heard:
    """A recording and what a network said of it."""

    labels: list[Label]
    scores: Floats

    @cached_property
    def truth(self) -> Truth:
        return truth_of(self.labels)


def labelled(steps: list[int]) -> list[Label]:
    """Labels of one set of squats, done as its phases say."""
    first, last = steps.index(DOWN), len(steps) - 1 - steps[::-1].index(UP)
    labels, repetition = [SET_BREAK] * first, 0
    for before, step in zip(steps[first - 1 :], steps[first : last + 1], strict=False):
        repetition += step == DOWN != before
        halves = {DOWN: Phase.FIRST_HALF, UP: Phase.SECOND_HALF}
        labels.append(Label(halves.get(step, Phase.BREAK), "Squat", 1, repetition))
    return labels + [SET_BREAK] * (len(steps) - 1 - last)


def heard(repetitions: int, sureness: float = 0.96) -> Heard:
    """A set, answered soon and once more late."""
    steps = REST + cycle(14, 12, 10) * repetitions + REST
    answers = [said(steps, delay, sureness)[: len(steps)] for delay in (SOON_STEPS, LATE_STEPS)]
    return Heard(labelled(steps), np.stack(answers, axis=1))


def counting(settings: CounterSettings, scores: Floats) -> list[tuple[int, Counted | Movement]]:
    card = replace(phase_card(SOON_STEPS), delays_steps=(SOON_STEPS, LATE_STEPS), counter=settings)
    return follow(card, scores)


def plain(people: list[Heard]) -> CounterSettings:
    """Settings from labels; of what nobody does here, usual halves are taken."""
    settings = phase_settings([each.labels for each in people], RATE_HZ)
    return replace(settings, halves=phase_card().counter.halves | settings.halves)


@pytest.fixture(scope="module")
def found() -> CounterSettings:
    people = [heard(5), heard(7), heard(6, sureness=0.7)]
    return tuned(plain(people), people, counting, (SOON_STEPS, LATE_STEPS))


def test_the_answer_is_followed_that_comes_soon_enough(found: CounterSettings) -> None:
    assert found.delay_steps == SOON_STEPS


def test_usual_halves_are_those_that_are_recognised(found: CounterSettings) -> None:
    squat = found.halves["Squat"]
    assert (squat.first_steps, squat.second_steps) == (14, 12)
    assert squat.turn_to_end_steps == 12


def test_what_is_tuned_counts_without_a_mistake(found: CounterSettings) -> None:
    for repetitions in (4, 8):
        said_of_it = counting(found, heard(repetitions, sureness=0.8).scores)
        counts = [each for _, each in said_of_it if isinstance(each, Counted)]
        assert len(counts) == repetitions


def test_where_all_do_equally_well_the_middle_is_taken(found: CounterSettings) -> None:
    assert found.sure in SURE[1:-1]
    assert found.fade in FADE


def test_the_middle_of_a_plain_is_taken_rather_than_a_hole() -> None:
    costs = np.array([[9, 9, 9, 9, 9], [2, 9, 3, 3, 3], [9, 9, 3, 3, 3], [9, 9, 3, 3, 3]], float)
    assert middle_of_best(costs) == (2, 3)


def test_whoever_never_does_anything_is_no_hindrance() -> None:
    still = Heard([SET_BREAK] * 120, np.stack([said([0] * 115, 5), said([0] * 115, 5)], axis=1))
    settings = plain([heard(1)])
    assert tuned(settings, [still], counting, (SOON_STEPS, LATE_STEPS)).halves == settings.halves
