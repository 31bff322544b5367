"""What a workout tells: its start, its sets and its end."""

from collections.abc import Iterator

from exermoted.service.messages import AnyMessage, Ended, Happened, Kind, Run, Started
from inference.events import Repetition, SetEnded

TEN = "2026-11-24T10:00:00+00:00"


def run(kind: Kind = "live", subject: str = "Ada", since: str = TEN, **more: str) -> Run:
    return Run(kind=kind, source="sim", since=since, subject=subject, **more)  # type: ignore[arg-type] # session


def done(number: int, count: int, exercise: str = "Squat") -> Happened:
    """A repetition: one every other second, of the first set in the first minute."""
    time_s = 60.0 * (number - 1) + 2.0 * count
    event = Repetition(
        time_s=time_s + 1.0, exercise=exercise, count=count, set=number, about_s=time_s
    )
    return Happened(kind="live", event=event)


def a_set(number: int, repetitions: int, exercise: str = "Squat") -> Iterator[Happened]:
    for count in range(1, repetitions + 1):
        yield done(number, count, exercise)
    ended = SetEnded(
        time_s=60.0 * number - 1.0, exercise=exercise, repetitions=repetitions, set=number
    )
    yield Happened(kind="live", event=ended)


def ended(of: Run) -> Ended:
    return Ended(run=of, state="complete", time_s=120.0, frames=1200)


def a_workout(of: Run, sets: dict[str, int]) -> Iterator[AnyMessage]:
    """A whole workout of two minutes; by exercise, how many repetitions its set has."""
    yield Started(run=of)
    for number, (exercise, repetitions) in enumerate(sets.items(), start=1):
        yield from a_set(number, repetitions, exercise)
    yield ended(of)
