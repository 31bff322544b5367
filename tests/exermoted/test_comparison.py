import io

from rich.console import Console
from rich.table import Table

from exermoted.comparison import compared, counted
from inference.events import Repetition
from sessions.frames import SET_BREAK, Label, Phase
from sessions.script import Script, Segment

SQUAT = Label(Phase.FIRST_HALF, "Squat", 1, 1)
SCRIPT = Script((Segment(0.0, 10.0, SET_BREAK), Segment(10.0, 12.0, SQUAT)))


def at(about_s: float, exercise: str = "Squat", count: int = 1, number: int = 1) -> Repetition:
    return Repetition(
        time_s=about_s + 2, exercise=exercise, count=count, set=number, about_s=about_s
    )


def rows(table: Table) -> list[list[str]]:
    console = Console(file=io.StringIO(), width=120)
    console.print(table)
    assert isinstance(console.file, io.StringIO)
    lines = [line for line in console.file.getvalue().splitlines() if line.startswith("│")]
    return [[cell.strip() for cell in line.strip("│").split("│")] for line in lines]


def test_a_set_stands_beside_what_was_asked_for() -> None:
    assert rows(compared(SCRIPT, [at(11.0)])) == [["1", "Squat", "1", "1"]]


def test_what_is_counted_in_a_set_break_stands_on_its_own() -> None:
    said = [at(3.0, "Situp"), at(11.0)]
    assert rows(compared(SCRIPT, said)) == [
        ["1", "Squat", "1", "1"],
        ["", "Situp", "0", "1 in set breaks"],
    ]


def test_without_a_script_each_set_is_a_row() -> None:
    said = [at(1.0), at(3.0, count=2), at(30.0, "Situp", number=2)]
    assert rows(counted(said)) == [["1", "Squat", "2"], ["2", "Situp", "1"]]


def test_a_set_that_is_known_as_a_whole_stands_beside_its_known_count() -> None:
    segments = (
        Segment(0.0, 10.0, SET_BREAK),
        Segment(10.0, 20.0, Label(Phase.SET, "Squat", 1)),
        Segment(20.0, 30.0, SET_BREAK),
        Segment(30.0, 40.0, Label(Phase.SET, "Dip", 2)),
    )
    said = [at(11.0), at(21.0), at(35.0, "Dip")]
    assert rows(compared(Script(segments, counts={1: 2}), said)) == [
        ["1", "Squat", "2", "2"],
        ["2", "Dip", "unknown", "1"],
    ]
