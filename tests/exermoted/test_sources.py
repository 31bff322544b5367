import asyncio
from pathlib import Path

import pytest

from exermoted.config import Config
from exermoted.sources import is_scripted, names_file, open_origin
from sessions.errors import DataError, SourceError, UsageError
from sessions.exercises import load_exercises
from sessions.script import Script, generate

LUNGE = Path(__file__).parents[2] / "docs" / "lunge"


def script() -> Script:
    """Half a minute of lunges."""
    exercises = load_exercises(LUNGE / "lunge.yaml")
    return next(
        found
        for found in (generate(exercises, seed, 30.0) for seed in range(100))
        if {s.label.exercise for s in found.segments} == {None, "Lunge"}
    )


def test_an_athlete_of_the_public_recordings_cannot_lunge() -> None:
    source = open_origin("sim", Config(), script(), seed=1, speed=10).source
    with pytest.raises(SourceError, match="no trajectory for 'Lunge'"):
        asyncio.run(source.open(lambda: 0.0))


def test_a_movement_of_one_s_own_teaches_it() -> None:
    name = f"sim:{LUNGE / 'trajectory.yaml'}"
    source = open_origin(name, Config(), script(), seed=1, speed=10).source
    asyncio.run(source.open(lambda: 0.0))
    assert any(sample.stream == "phone" for sample in source.read(30.0))


def test_a_file_without_a_movement_says_where() -> None:
    with pytest.raises(DataError, match=r"lunge\.yaml: is not a trajectory"):
        open_origin(f"sim:{LUNGE / 'lunge.yaml'}", Config(), script(), seed=1, speed=10)


@pytest.mark.parametrize(
    ("name", "file", "scripted"),
    [
        ("sim", False, True),
        ("sim:lunge.yaml", True, True),
        ("replay:session", True, True),
        ("ble,phone", False, False),
        (None, False, False),
    ],
)
def test_names_say_what_they_are_of(name: str | None, file: bool, scripted: bool) -> None:
    assert (names_file(name), is_scripted(name)) == (file, scripted)


def test_neither_radio_nor_phone_can_be_hurried() -> None:
    with pytest.raises(UsageError, match="only a simulation or a replay"):
        open_origin("ble", Config(), script(), seed=1, speed=2)
