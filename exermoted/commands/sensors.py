"""``exermoted sensors``: which sensors are in the air, how well they are heard, who wears them."""

import asyncio
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from exermoted.config import Config, config_path, load_config, user_path
from exermoted.config_edit import edit
from exermoted.feed import interruption
from exermoted.screens import drawn
from exermoted.sensor_tables import SensorsDisplay, mode_table
from exermoted.terminal import ConfigOption, JsonOption, err, out, print_json
from recorder.decoders import all_decoders
from recorder.worn import Worn, parse
from sessions.channels import PLACES
from sessions.errors import SourceError, UsageError

LIST_S = 5.0
MEASURE_S = 10.0
SHAKE_S = 15.0

app = typer.Typer()

SecondsOption = Annotated[
    float | None,
    typer.Option("--seconds", metavar="S", min=0.1, help="How long to listen.", show_default=False),
]


@app.callback(invoke_without_command=True)
def sensors(
    context: typer.Context,
    seconds: SecondsOption = None,
    measure: Annotated[
        bool, typer.Option("--measure", help="Compare the modes of scanning.")
    ] = False,
    write: Annotated[
        bool, typer.Option("--write", help="With --measure: write the best mode to the file.")
    ] = False,
    json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """Show the sensors in the air until Ctrl-C, or compare the modes of scanning.

    Example: [bold]exermoted sensors[/bold]
    """
    if context.invoked_subcommand is not None:
        return
    if write and not measure:
        raise UsageError("--write goes with --measure")
    settings = load_config(config)
    if measure:
        _measure(settings, seconds or MEASURE_S, _target(config) if write else None, json=json)
    else:
        asyncio.run(_show(settings, seconds, json=json))


@app.command()
def assign(
    place: Annotated[str, typer.Argument(help="Where it is worn, as right_hand.")],
    identifier: Annotated[
        str | None,
        typer.Argument(help="A Nearable's identifier, or KIND:IDENTIFIER.", show_default=False),
    ] = None,
    shake: Annotated[
        bool, typer.Option("--shake", help="Assign the sensor that is shaken.")
    ] = False,
    seconds: SecondsOption = None,
    config: ConfigOption = None,
) -> None:
    """Write to the configuration which sensor is worn where.

    Example: [bold]exermoted sensors assign right_hand 15b97f918a0f190e[/bold]
    """
    if place not in PLACES:
        raise UsageError(f"nothing is worn at '{place}'; places: {', '.join(PLACES)}")
    if (identifier is not None) == shake:
        raise UsageError("name the sensor's identifier, or else shake it with --shake")
    settings = load_config(config)
    text = identifier or asyncio.run(_shaken(settings, place, seconds or SHAKE_S))
    worn = parse(place, text, all_decoders())
    changes: dict[str, str | None] = dict.fromkeys(_elsewhere(settings, worn))
    _change(_target(config), "sensors", changes | {place: worn.text})


async def _show(settings: Config, seconds: float | None, *, json: bool) -> None:
    """Shows what is in the air: as it changes on a terminal, elsewhere once at the end."""
    from exermoted import bluetooth  # noqa: PLC0415 - loads bleak, which few commands need

    display = SensorsDisplay()
    watched = out.is_terminal and not json
    with interruption() as stop, drawn(out, display.render) if watched else nullcontext():
        duration_s = seconds if watched else seconds or LIST_S
        heard = await bluetooth.listen(settings, display.show, stop, duration_s)
    if json:
        print_json(heard)
    elif not watched:
        out.print(display.render())


def _measure(settings: Config, seconds: float, target: Path | None, *, json: bool) -> None:
    from exermoted import bluetooth  # noqa: PLC0415 - see above

    tried, best = asyncio.run(bluetooth.measure_modes(settings, seconds, _tell))
    if json:
        print_json({"modes": tried, "best": best.mode})
    else:
        decoders = all_decoders()
        worn = (parse(str(place), text, decoders) for place, text in settings.sensors.items())
        names = {sensor.identifier: sensor.place.replace("_", " ") for sensor in worn}
        out.print(mode_table(tried, names, best))
    if target is not None:
        _change(target, "bluetooth", {"scan": best.mode.value})


async def _shaken(settings: Config, place: str, duration_s: float) -> str:
    from exermoted import bluetooth  # noqa: PLC0415 - see above

    _tell(f"shake the sensor for {place.replace('_', ' ')}, and let the others lie")
    with interruption() as stop:
        found = await bluetooth.find_shaken(settings, stop, duration_s)
        if found is not None:
            return found.text
        if stop.is_set():
            raise KeyboardInterrupt
    raise SourceError(
        f"no single sensor was shaken within {duration_s:g} s; let the others lie, and see with "
        "'exermoted sensors' whether it is heard"
    )


def _elsewhere(settings: Config, worn: Worn) -> list[str]:
    """Returns the other places at which the configuration has this very sensor."""
    others = ((str(place), text) for place, text in settings.sensors.items() if place != worn.place)
    decoders = all_decoders()
    return [p for p, text in others if parse(p, text, decoders).identifier == worn.identifier]


def _target(config: Path | None) -> Path:
    return config_path(config) or user_path()


def _change(path: Path, section: str, changes: dict[str, str | None]) -> None:
    edit(path, section, changes)
    for key, value in changes.items():
        said = f"is {value}" if value else "has none any more"
        out.print(f"{path}: {section} {key} {said}", markup=False, soft_wrap=True)


def _tell(what: str) -> None:
    err.print(what, markup=False, soft_wrap=True)
