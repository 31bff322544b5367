from exermoted.service.tally import Tally
from inference.deciding import Step
from inference.decision import Decision
from inference.events import Repetition


def test_a_count_stays_until_the_next_repetition() -> None:
    tally = Tally()
    assert tally.after(Step(None, (), ())).state == "initializing"
    repetition = Repetition(time_s=5.0, exercise="Squat", count=2, set=1, about_s=4.5)
    counted = tally.after(Step(Decision(9, 0, "Squat", 0.9876), (), (repetition,)))
    assert (counted.state, counted.exercise, counted.count) == ("evaluating", "Squat", 2)
    assert counted.score == 0.988
    later = tally.after(Step(Decision(10, 1, "Break", 0.9), (), ()))
    assert (later.activity, later.exercise, later.count, later.set) == ("Break", "Squat", 2, 1)


def test_an_unknown_movement_has_no_score() -> None:
    told = Tally().after(Step(Decision(9, 0, "Break", 0.9), (), (), is_unknown=True))
    assert (told.state, told.activity, told.score) == ("evaluating", "Unknown movement", 0.0)
