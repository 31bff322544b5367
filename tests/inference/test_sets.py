from inference.events import (
    Event,
    PartialRepetition,
    Repetition,
    RepetitionEnded,
    SetEnded,
)
from inference.sets import Sets
from models.repetitions import Counted, Movement

Found = Counted | Movement
BREAK_STEPS = 40


def told(*steps: tuple[int, Found]) -> list[Event]:
    """Returns the events of a stream in which this was found at these steps; the rest is break."""
    sets = Sets(BREAK_STEPS, rate_hz=10.0)
    found: dict[int, list[Found]] = {}
    for tick, each in steps:
        found.setdefault(tick, []).append(each)
    events: list[Event] = []
    for tick in range(max(found) + BREAK_STEPS + 1):
        events += sets.push(True, found.get(tick, ()), tick / 10)
    return events


def counted(at: int, exercise: str = "Squat") -> tuple[int, Counted]:
    return at + 15, Counted(exercise, at + 12, at, at + 8)


def over(at: int, exercise: str = "Squat") -> tuple[int, Movement]:
    return at + 25, Movement(exercise, True, at, at + 8, at + 20, 8, 10)


def test_a_repetition_is_told_as_it_counts_and_measured_when_it_is_over() -> None:
    events = told(counted(100), over(100))
    assert events[:2] == [
        Repetition(
            time_s=11.5,
            exercise="Squat",
            count=1,
            set=1,
            about_s=11.2,
            start_s=10.0,
            turn_s=10.8,
        ),
        RepetitionEnded(
            time_s=12.5,
            exercise="Squat",
            count=1,
            set=1,
            start_s=10.0,
            turn_s=10.8,
            end_s=12.0,
            first_half_s=0.8,
            second_half_s=1.0,
            under_tension_s=1.8,
        ),
    ]


def test_a_set_is_over_after_a_break() -> None:
    starts = (100, 130, 160)
    events = told(*map(counted, starts), *map(over, starts))
    ended = events[-1]
    assert ended == SetEnded(
        time_s=21.5,
        exercise="Squat",
        repetitions=3,
        set=1,
        duration_s=8.0,
        cadence_per_minute=20.0,
        under_tension_s=5.4,
    )


def test_a_set_is_over_when_another_exercise_begins() -> None:
    events = told(counted(100), over(100), counted(130, "Lunge"), over(130, "Lunge"))
    kinds = [(type(event).__name__, getattr(event, "set", None)) for event in events]
    assert kinds == [
        ("Repetition", 1),
        ("RepetitionEnded", 1),
        ("SetEnded", 1),
        ("Repetition", 2),
        ("RepetitionEnded", 2),
        ("SetEnded", 2),
    ]


def test_half_a_repetition_is_told_and_kept_with_its_set() -> None:
    half = Movement("Squat", False, 130, None, 138, 8, 0)
    other = Movement("Lunge", False, 150, 150, 156, 0, 6)
    events = told(counted(100), over(100), (140, half), (160, other))
    assert (
        PartialRepetition(time_s=14.0, exercise="Squat", half="first", start_s=13.0, end_s=13.8)
        in events
    )
    assert (
        PartialRepetition(time_s=16.0, exercise="Lunge", half="second", start_s=15.0, end_s=15.6)
        in events
    )
    (ended,) = [event for event in events if isinstance(event, SetEnded)]
    assert (ended.repetitions, ended.partial) == (1, 1)


def test_without_halves_less_is_known() -> None:
    events = told((10, Counted("Squat", 8)), (30, Counted("Squat", 28)))
    assert [event.cadence_per_minute for event in events if isinstance(event, Repetition)] == [
        None,
        30.0,
    ]
    ended = events[-1]
    assert isinstance(ended, SetEnded)
    assert ended.duration_s is None
    assert ended.under_tension_s is None
