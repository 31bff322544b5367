"""``exermoted script``: shows a workout before it is done, or lets it be heard."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from exermoted.commands.options import DurationOption, ExercisesOption, parse_duration
from exermoted.config import load_config
from exermoted.hearing import play as play_cues
from exermoted.hearing import write_wav
from exermoted.sounds import cues_of
from exermoted.terminal import ConfigOption, JsonOption, err, out, print_json
from recorder.coach import Alert, Cue, Speech, Whistle
from recorder.sound.player import Player
from recorder.sound.settings import SoundSettings
from sessions.errors import UsageError
from sessions.exercises import load_exercises
from sessions.script import Script, generate


def script(
    seed: Annotated[int, typer.Option("--seed", min=0, help="Which workout.")] = 1,
    duration: DurationOption = "5m",
    exercises: ExercisesOption = None,
    play: Annotated[bool, typer.Option("--play", help="Play its cues, in real time.")] = False,
    wav: Annotated[
        Path | None,
        typer.Option("--wav", metavar="FILE", help="Write its cues to a WAV file."),
    ] = None,
    json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """Show a workout: sets, repetitions and cues; or let it be heard.

    Example: [bold]exermoted script --seed 7 --wav workout.wav[/bold]
    """
    if sum((play, json, wav is not None)) > 1:
        raise UsageError("--play, --wav and --json exclude one another")
    settings = load_config(config)
    chosen = load_exercises(exercises or settings.exercises)
    workout = generate(chosen, seed, parse_duration(duration))
    heard = cues_of(settings, workout, chosen)
    if wav is not None:
        _write(workout, heard, wav, settings.sound)
        return
    if play:
        _play(workout, heard, settings.sound)
        return
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


def _write(workout: Script, heard: tuple[Cue, ...], wav: Path, sound: SoundSettings) -> None:
    for unspoken in write_wav(heard, workout.duration_s, wav, sound):
        _note(f"{unspoken}")
    out.print(f"{wav}: {_clock(workout.duration_s)}", markup=False, soft_wrap=True)


def _play(workout: Script, heard: tuple[Cue, ...], sound: SoundSettings) -> None:
    asyncio.run(play_cues(heard, workout.duration_s, Player.of(sound), _show, _note))


def _show(cue: Cue) -> None:
    match cue:
        case Speech():
            what = cue.text
        case Alert():
            what = "alert"
        case Whistle():
            what = f"whistle, {cue.end_s - cue.start_s:.1f} s"
    out.print(f"{_clock(cue.start_s)} {what}", markup=False)


def _note(line: str) -> None:
    err.print(line, markup=False, soft_wrap=True)


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
            _clock(start_s),
            _clock(workout.duration_s),
            "",
            "end",
            "",
            "",
            said.get(start_s, ""),
            style="dim",
        )
    return table


def _clock(time_s: float) -> str:
    return f"{int(time_s // 60)}:{time_s % 60:04.1f}"
