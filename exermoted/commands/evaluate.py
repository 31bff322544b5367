"""``exermoted evaluate``: how well a model does on recordings."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.progress import track

from exermoted.figuretables import (
    confusion_table,
    figures_table,
    movements_table,
    people_table,
    unfamiliar_table,
)
from exermoted.halves import with_halves
from exermoted.judging import Judged, Models, figures_by_delay_s, figures_of, judge
from exermoted.pictures.canvas import check_matplotlib
from exermoted.pictures.gallery import Evaluated, draw_all
from exermoted.terminal import JsonOption, err, out, print_json
from models.disturb import DISTURBANCES, disturbed
from models.predictions import write_predictions
from sessions.errors import DataError, UsageError
from sessions.load import find_recordings, read_recording
from sessions.recording import Recording


def evaluate(
    model: Annotated[
        str,
        typer.Argument(help="Model folder, a folder of one for each person left out, 'packaged'."),
    ],
    recordings: Annotated[
        list[Path], typer.Argument(help="Sessions, public Exermote CSVs, or folders of them.")
    ],
    delay_s: Annotated[
        float | None,
        typer.Option("--delay", metavar="S", help="Evaluate the answer given S seconds later."),
    ] = None,
    disturb: Annotated[
        list[str] | None,
        typer.Option(
            "--disturb",
            metavar="KIND",
            help=f"Disturb the recordings first: {', '.join(DISTURBANCES)}; may be repeated.",
        ),
    ] = None,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Of what --disturb draws.")] = 1,
    predictions: Annotated[
        Path | None,
        typer.Option("--predictions", metavar="DIR", help="Write one CSV per recording there."),
    ] = None,
    plots: Annotated[
        Path | None,
        typer.Option("--plots", metavar="DIR", help="Draw pictures there; needs matplotlib."),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Score a model: every recording goes through it once, as it would live.

    Example: [bold]exermoted evaluate packaged recordings/[/bold]
    """
    kinds = _known(disturb or [])
    if plots is not None:
        check_matplotlib()
    models = Models(model, delay_s)
    for folder in (predictions, plots):
        if folder is not None:
            _make(folder)

    def read(path: Path) -> list[Recording]:
        recordings = with_halves([read_recording(path)])
        for kind in kinds:
            recordings = [disturbed(each, kind, seed) for each in recordings]
        return recordings

    found = [path for given in recordings for path in find_recordings(given)]
    judged: list[Judged] = []
    parts: dict[Path, Recording] = {}
    for path in track(found, "evaluating", console=err, transient=True):
        for recording in read(path):
            engine, is_remounted = models.engine(recording), "remount" in kinds
            judged.append(
                judge(engine, recording, every_delay=plots is not None, is_remounted=is_remounted)
            )
            if recording.path != path:
                parts[recording.path] = recording
            if predictions is not None:
                name = recording.name.removesuffix(".csv")
                write_predictions(judged[-1].said, predictions / f"{name}.csv")
    figures, later = figures_of(judged), figures_by_delay_s(judged)
    evaluated = Evaluated(models.card, judged, figures, later)
    drawn = (
        []
        if plots is None
        else draw_all(evaluated, plots, lambda path: parts.get(path) or read(path)[0])
    )
    _tell(evaluated, drawn, json)


def _tell(evaluated: Evaluated, drawn: Sequence[Path], json: bool) -> None:
    figures, later = evaluated.figures, evaluated.by_delay_s
    if json:
        more: dict[str, object] = {"people": figures.people, "reliability": figures.reliability}
        delays = {f"{delay_s:g}": each.everyone for delay_s, each in later.items()}
        more |= {"by_delay_s": delays} if delays else {}
        more |= {"mounting": figures.mounting} if figures.mounting else {}
        more |= {"remounting": figures.remounting} if figures.remounting else {}
        more |= {"unfamiliar": figures.unfamiliar} if figures.unfamiliar else {}
        print_json(msgspec.to_builtins(figures.everyone) | more)
        return
    out.print(figures_table(figures))
    out.print(confusion_table(figures.everyone))
    out.print(people_table({**figures.people, "all": figures.everyone}))
    if figures.unfamiliar is not None:
        out.print(unfamiliar_table(figures.unfamiliar))
        out.print(movements_table(figures.unfamiliar.counted))
    if later:
        told = {f"{delay_s:g} s": each.everyone for delay_s, each in later.items()}
        out.print(people_table(told, "label delay"))
    for path in drawn:
        out.print(str(path), markup=False, soft_wrap=True)


def _known(kinds: Sequence[str]) -> Sequence[str]:
    for kind in kinds:
        if kind not in DISTURBANCES:
            known = ", ".join(DISTURBANCES)
            raise UsageError(f"nothing is disturbed by '{kind}'; there are {known}")
    return kinds


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DataError(folder, f"cannot be made: {error.strerror}") from error
