import io

import pytest
from rich.console import Console

from exermoted.recording import Moment
from exermoted.screens import RecordDisplay, finished
from inference.events import SetEnded
from sessions.frames import Frame, Label, Phase
from sessions.script import Script, Segment


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


def test_a_set_whose_repetitions_are_not_known_is_shown_without_a_number() -> None:
    console = Console(file=io.StringIO(), width=80)
    label = Label(Phase.SET, "Dip", 1)
    display = RecordDisplay(console, Script((Segment(0.0, 10.0, label),)))
    display.show(Moment(Frame(0, 0.0, (), (), None), label, {}, (), None))
    assert isinstance(console.file, io.StringIO)
    assert console.file.getvalue() == "0:00 set 1: Dip; next: the end\n"
