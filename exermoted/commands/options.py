"""Options that several commands share, and how their text becomes a value."""

import re
import secrets
from pathlib import Path
from typing import Annotated

import typer

from sessions.errors import UsageError

_NUMBER = r"(\d+(?:\.\d+)?)"
_DURATION = re.compile(rf"(?!.*h\d+$)(?:{_NUMBER}h)?(?:{_NUMBER}m)?(?:{_NUMBER}s?)?")
"""What 2h30 may mean is not guessed."""
_LONGEST_S = 24 * 3600.0

DurationOption = Annotated[
    str, typer.Option("--duration", metavar="LENGTH", help="Length, as 5m, 90s or 1m30s.")
]
SeedOption = Annotated[
    int | None,
    typer.Option("--seed", min=0, help="Draw this workout again \\[default: a new one]"),
]
ExercisesOption = Annotated[
    Path | None, typer.Option("--exercises", metavar="FILE", help="Your own exercises, in YAML.")
]
SourceOption = Annotated[
    str | None,
    typer.Option(
        "--source",
        metavar="SOURCE",
        help="Where samples come from: ble (Bluetooth sensors), phone (see 'exermoted phone'), "
        "sim (a simulated athlete), sim:FILE (one who does a movement of your own, too) or "
        "replay:PATH (a recording) "
        "\\[default: as configured]",
    ),
]
SpeedOption = Annotated[
    float,
    typer.Option("--speed", metavar="X", help="Go X times as fast; simulation and replay only."),
]
ModelOption = Annotated[
    str | None,
    typer.Option(
        "--model",
        metavar="MODEL",
        help="Model folder, or a packaged model's name \\[default: as configured]",
    ),
]
DataArgument = Annotated[
    list[Path], typer.Argument(help="Sessions, public Exermote CSVs, or folders of them.")
]
ChannelsOption = Annotated[
    str,
    typer.Option("--channels", metavar="NAMES", help="Streams or columns, as phone,right_hand."),
]
LocalOption = Annotated[bool, typer.Option("--local", help="Run here, even where the daemon runs.")]


def parse_duration(text: str) -> float:
    """Returns the seconds of ``5m``, ``90s``, ``1m30s``, ``2h`` or ``90``."""
    match = _DURATION.fullmatch(text.strip())
    hours, minutes, seconds = (float(part or 0) for part in match.groups()) if match else (0, 0, 0)
    duration_s = hours * 3600 + minutes * 60 + seconds
    if not 0 < duration_s <= _LONGEST_S:
        raise UsageError(f"'{text}' is no length; write for example 5m, 90s or 1m30s")
    return duration_s


def chosen_seed(seed: int | None) -> int:
    """Returns the seed given, or a new one short enough to be typed."""
    return secrets.randbelow(1_000_000) if seed is None else seed
