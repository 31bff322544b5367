"""``exermoted script``: shows a workout before it is done."""

from typing import Annotated

import typer
from rich.table import Table

from exermoted.commands.options import DurationOption, ExercisesOption, parse_duration
from exermoted.config import load_config
from exermoted.terminal import ConfigOption, JsonOption, out, print_json
from recorder.coach import Cue, Speech, cues
from sessions.exercises import load_exercises
from sessions.script import Script, generate


def script(
    seed: Annotated[int, typer.Option("--seed", min=0, help="Which workout.")] = 1,
    duration: DurationOption = "5m",
    exercises: ExercisesOption = None,
    json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """Show a workout: sets, repetitions and cues.

    Example: [bold]exermoted script --seed 7[/bold]
    """
    chosen = load_exercises(exercises or load_config(config).exercises)
    workout = generate(chosen, seed, parse_duration(duration))
    heard = cues(workout, {exercise.name: exercise.spoken for exercise in chosen.exercises})
    if json:
        print_json(
            {
                "seed": seed,
                "duration_s": workout.duration_s,
                "segments": workout.segments,
                "cues": [{"kind": type(cue).__name__.lower(), "cue": cue} for cue in heard],
            }
        )
        return
    out.print(_table(workout, heard))


def _table(workout: Script, heard: tuple[Cue, ...]) -> Table:
    said = {cue.start_s: cue.text for cue in heard if isinstance(cue, Speech)}
    table = Table("from", "to", "set", "exercise", "repetitions", "each", "said")
    start_s = 0.0
    for (number, exercise), count in workout.repetitions().items():
        segments = [s for s in workout.segments if s.label.set == number]
        begin_s, end_s = segments[0].start_s, segments[-1].end_s
        table.add_row(
            _clock(start_s),
            _clock(begin_s),
            "",
            "set break",
            "",
            "",
            said.get(start_s, ""),
            style="dim",
        )
        each_s = segments[1].end_s - begin_s
        table.add_row(
            _clock(begin_s), _clock(end_s), str(number), exercise, str(count), f"{each_s:.1f} s", ""
        )
        start_s = end_s
    if start_s < workout.duration_s:
        table.add_row(
            _clock(start_s), _clock(workout.duration_s), "", "end", "", "", "", style="dim"
        )
    return table


def _clock(time_s: float) -> str:
    return f"{int(time_s // 60)}:{time_s % 60:04.1f}"
