"""``exermoted evaluate``: how well a model does on recordings."""

from pathlib import Path
from typing import Annotated

import typer
from rich.progress import track
from rich.table import Table

from exermoted.evaluating import predict
from exermoted.packaged import find_model
from exermoted.terminal import JsonOption, err, out, print_json
from inference.engine import TFLiteEngine
from models.evaluation import Score, score
from models.predictions import Predictions, write_predictions
from sessions.errors import DataError
from sessions.frames import Label
from sessions.load import find_recordings, read_recording


def evaluate(
    model: Annotated[str, typer.Argument(help="Model folder, or 'packaged'.")],
    recordings: Annotated[
        list[Path], typer.Argument(help="Sessions, public Exermote CSVs, or folders of them.")
    ],
    predictions: Annotated[
        Path | None,
        typer.Option("--predictions", metavar="DIR", help="Write one CSV per recording there."),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Score a model: every recording goes through it once, as it would live.

    Example: [bold]exermoted evaluate packaged recordings/[/bold]
    """
    engine = TFLiteEngine(find_model(model))
    if predictions is not None:
        _make(predictions)
    pairs: list[tuple[tuple[Label, ...], Predictions]] = []
    found = [path for given in recordings for path in find_recordings(given)]
    for path in track(found, "evaluating", console=err, transient=True):
        recording = read_recording(path)
        said = predict(engine, recording)
        if predictions is not None:
            name = recording.name if path.suffix == ".csv" else f"{recording.name}.csv"
            write_predictions(said, predictions / name)
        pairs.append((tuple(recording.labels), said))
    try:
        figures = score(pairs, engine.card.rate_hz)
    except ValueError as error:
        raise DataError(recordings[0], str(error)) from error
    if json:
        print_json(figures)
    else:
        _show(figures)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DataError(folder, f"cannot be made: {error.strerror}") from error


def _show(figures: Score) -> None:
    table = Table("figure", "value", show_header=False)
    delay = figures.count_delay_s
    rows = {
        "recordings": f"{figures.recordings}",
        "accuracy": f"{figures.accuracy:.1%}",
        "macro-F1": f"{figures.macro_f1:.3f}",
        "label delay": "none"
        if figures.label_delay_s is None
        else f"{figures.label_delay_s:.1f} s",
        "sets exact": f"{figures.sets_exact:.1%} of {figures.sets}",
        "sets within one": f"{figures.sets_within_one:.1%}",
        "mean error per set": f"{figures.mean_absolute_error_per_set:.2f}",
        "repetitions": f"{figures.repetitions_counted} counted, {figures.repetitions_true} true",
        "counted in set breaks": f"{figures.counted_in_set_breaks}",
        "of the wrong exercise": f"{figures.wrong_exercise}",
        "count delay": f"{delay.median:.1f} s median, {delay.p90:.1f} s p90" if delay else "none",
    }
    for name, value in rows.items():
        table.add_row(name, value)
    out.print(table)
    matrix = Table("true \\ predicted", *figures.classes)
    for name, row in zip(figures.classes, figures.confusion, strict=True):
        matrix.add_row(name, *map(str, row))
    out.print(matrix)
