"""``exermoted export``: a model for other runtimes."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from exermoted.packaged import find_model
from exermoted.stretches import made_up_rows, recorded_rows
from exermoted.terminal import JsonOption, out, print_json
from models.card import Card, read_card
from models.coreml.converting import load_coremltools
from models.exporting import Exported, check_free
from models.exporting import export as export_as
from models.formats import FORMATS, Format
from models.kerasfile import read_keras
from models.sources import Source, StreamSource, WindowSource
from models.weights import read_networks
from models.windows import Floats, Windowing
from sessions.errors import UsageError
from sessions.load import find_recordings, read_recording

COREML, ALL = "coreml", "all"
ANSWERS = ("scores", "upright", "embedding", "state_next")
_COREML_KINDS = ("mlmodel", "mlpackage")
"""Which a path has to end in: coremltools takes no other."""


def export(
    model: Annotated[
        str, typer.Argument(help="Model folder, or a packaged model's name, as 'packaged'.")
    ],
    path: Annotated[
        Path, typer.Option("--out", metavar="PATH", help="Where it goes; with 'all', a folder.")
    ],
    name: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="NAME",
            help=f"{', '.join(FORMATS)}; coreml, which is mlmodel or mlpackage as PATH ends; all.",
        ),
    ],
    against: Annotated[
        Path | None,
        typer.Option(
            "--against",
            metavar="RECORDING",
            help="Compare on this session or public Exermote CSV \\[default: a simulated minute]",
        ),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Export a model for other runtimes; needs the train extra, Core ML coreml, too.

    What was saved is read again and compared with the model, row by row with its state given back.
    A file that answers differently is not written.

    Example: [bold]exermoted export packaged --format coreml --out Exercise.mlpackage[/bold]
    """
    places = _places(name, path)
    for _, place in places:
        check_free(place)
    if any(form.name in _COREML_KINDS for form, _ in places):
        load_coremltools()  # told before anything is made
    folder = find_model(model)
    card = read_card(folder)
    if against is None:
        x = made_up_rows(card)
    else:
        x = recorded_rows(read_recording(find_recordings(against)[-1]), card)
    source = _source(folder, card, x)
    exported = [export_as(source, card, form, place) for form, place in places]
    if json:
        print_json([_told(each) for each in exported])
    else:
        _show(exported)


def _places(name: str, path: Path) -> Sequence[tuple[Format, Path]]:
    """Returns each format that is wanted with its place."""
    if name == ALL:
        return [(form, path / form.file_name) for form in FORMATS.values()]
    if name == COREML:
        name = path.suffix.lstrip(".")
        if name not in _COREML_KINDS:
            raise UsageError(f"{path}: ends neither in .mlpackage nor in .mlmodel")
    if name not in FORMATS:
        known = ", ".join([*FORMATS, COREML, ALL])
        raise UsageError(f"no format is called '{name}'; there are {known}")
    if name in _COREML_KINDS and path.suffix != f".{name}":
        raise UsageError(f"{path}: does not end in .{name}")
    return [(FORMATS[name], path)]


def _source(folder: Path, card: Card, x: Floats) -> Source:
    """Returns a model folder's trained networks, to be compared on rows, (rows, channels)."""
    if card.streaming:
        return StreamSource(read_networks(folder), x)
    windows = Windowing(card.window_steps, card.delay_steps).windows(x)
    return WindowSource(read_keras(folder), windows)


def _told(exported: Exported) -> dict[str, object]:
    return {
        "format": exported.format,
        "path": str(exported.path),
        "size_bytes": exported.size_bytes,
        "rows": exported.rows,
        "difference": exported.difference,
        "differences": exported.differences,
        "agreement": exported.agreement,
        "allowed": exported.limits,
    }


def _show(exported: Sequence[Exported]) -> None:
    answers = [name for name in ANSWERS if name in exported[0].differences]
    titles = [name.partition("_")[0] for name in answers]
    table = Table("format", "size", *titles, "alike")
    for each in exported:
        size = f"{each.size_bytes / 1000:.0f} kB"
        apart = [f"{each.differences[name]:.1g}" for name in answers]
        table.add_row(each.format, size, *apart, f"{each.agreement:.2%}")
    rows = exported[0].rows
    out.print(f"largest differences from the model in {rows} rows, and decisions alike:")
    out.print(table)
    for each in exported:
        out.print(str(each.path), markup=False, soft_wrap=True)
