"""``exermoted train``: recordings to a model."""

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from exermoted.progress import epochs_shown
from exermoted.terminal import JsonOption, err, out, print_json
from exermoted.training import Made, Plan, make_model, scored
from models.evaluation import Score
from models.networks import ARCHITECTURES, architecture
from models.splits import Fold, leave_one_subject_out, split
from models.training import Schedule
from sessions.channels import select
from sessions.errors import UsageError
from sessions.load import load_recordings
from sessions.subject import slug


def train(
    data: Annotated[
        list[Path], typer.Argument(help="Sessions, public Exermote CSVs, or folders of them.")
    ],
    folder: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="Folder that the model goes to.")
    ],
    arch: Annotated[
        str, typer.Option("--arch", metavar="NAME", help=f"Network: {', '.join(ARCHITECTURES)}.")
    ] = "deepconvlstm",
    channels: Annotated[
        str,
        typer.Option(
            "--channels", metavar="NAMES", help="Streams or columns, as phone,right_hand."
        ),
    ] = "phone",
    epochs: Annotated[int, typer.Option("--epochs", min=1, help="How many at most.")] = 50,
    patience: Annotated[
        int | None,
        typer.Option(
            "--patience", min=1, metavar="N", help="End after N epochs without a better one."
        ),
    ] = None,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Of the weights and the order.")] = 1,
    holdout: Annotated[
        str | None,
        typer.Option("--holdout", metavar="SUBJECT", help="Train without this person, then test."),
    ] = None,
    each: Annotated[
        bool,
        typer.Option(
            "--leave-one-subject-out", help="Hold out each person in turn; a model each under DIR."
        ),
    ] = False,
    logs: Annotated[
        Path | None, typer.Option("--logs", metavar="DIR", help="Write TensorBoard logs there.")
    ] = None,
    licence: Annotated[
        str, typer.Option("--licence", metavar="TEXT", help="Of the recordings, for the card.")
    ] = "",
    limits: Annotated[
        str, typer.Option("--limits", metavar="TEXT", help="Of the model, for the card.")
    ] = "",
    json: JsonOption = False,
) -> None:
    """Train a model on recordings; needs the train extra.

    The epoch is chosen on one person whom the weights are not fitted to. Whoever is held out is
    seen only afterwards, once, as they would be live.

    Example: [bold]exermoted train recordings/ --holdout Ada --out my-model[/bold]
    """
    if each and holdout is not None:
        raise UsageError("--leave-one-subject-out holds out everyone in turn; leave --holdout out")
    architecture(arch)
    recordings = list(load_recordings(data))
    columns = select([channel.column for channel in recordings[0].channels], channels)
    schedule = Schedule(epochs=epochs, patience=patience, seed=seed)
    plan = Plan(recordings, columns, arch, schedule, licence, limits)
    typed = [*map(str, data), "--arch", arch, "--channels", channels, "--epochs", str(epochs)]
    typed += ["--patience", str(patience)] if patience is not None else []
    typed += ["--seed", str(seed)]
    made = [
        _make(plan, fold, place, logs / place.name if logs and each else logs, typed)
        for fold, place in _places(plan, folder, holdout, each)
    ]
    pooled = scored([pair for model in made for pair in model.said], plan) if each else None
    if json:
        print_json(_told(made, pooled))
    else:
        _show(made, pooled)


def _places(plan: Plan, folder: Path, holdout: str | None, each: bool) -> list[tuple[Fold, Path]]:
    """Returns each fold with the folder that its model goes to."""
    if not each:
        return [(split(plan.subjects, plan.schedule.seed, holdout), folder)]
    folds = leave_one_subject_out(plan.subjects, plan.schedule.seed)
    places = [folder / slug(str(fold.held_out)) for fold in folds]
    if len(set(places)) < len(places):
        raise UsageError("two people's names differ too little to name a folder after each")
    return list(zip(folds, places, strict=True))


def _make(plan: Plan, fold: Fold, place: Path, logs: Path | None, typed: Sequence[str]) -> Made:
    held_out = ["--holdout", fold.held_out] if fold.held_out else []
    command = shlex.join(["exermoted", "train", *typed, *held_out, "--out", str(place)])
    title = f"without {fold.held_out}" if fold.held_out else "everyone"
    with epochs_shown(err, title, plan.schedule.epochs) as told:
        return make_model(plan, fold, place, command=command, logs=logs, progress=told)


def _told(made: Sequence[Made], pooled: Score | None) -> dict[str, object]:
    models = [
        {"folder": str(m.folder), "chosen": m.chosen, "epochs": m.epochs, "card": m.card}
        for m in made
    ]
    return {"models": models, "pooled": pooled}


def _show(made: Sequence[Made], pooled: Score | None) -> None:
    for model in made:
        out.print(
            f"{model.folder}: epoch {model.chosen.number} of {model.epochs}, "
            f"{model.chosen.validation_accuracy:.1%} right on {model.card.chosen_on}",
            markup=False,
            soft_wrap=True,
        )
    figures = [(model.card.held_out[0], model.score) for model in made if model.score]
    if figures:
        out.print(_table([*figures, *([("all", pooled)] if pooled else [])]))


def _table(figures: Sequence[tuple[str, Score]]) -> Table:
    table = Table(
        "held out", "accuracy", "macro-F1", "sets", "exact", "within one", "error per set"
    )
    for name, row in figures:
        table.add_row(
            name,
            f"{row.accuracy:.1%}",
            f"{row.macro_f1:.3f}",
            str(row.sets),
            f"{row.sets_exact:.1%}",
            f"{row.sets_within_one:.1%}",
            f"{row.mean_absolute_error_per_set:.3f}",
        )
    return table
