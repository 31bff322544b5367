"""``exermoted train``: recordings to a model."""

import shlex
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from exermoted.commands.options import ChannelsOption, DataArgument
from exermoted.figuretables import people_table
from exermoted.halves import with_halves
from exermoted.packaged import DEFAULT, find_model
from exermoted.progress import epochs_shown
from exermoted.streamrecipe import StreamRecipe
from exermoted.streamsettings import settings_of
from exermoted.teaching import teach, told
from exermoted.terminal import JsonOption, err, out, print_json
from exermoted.training import Made, Plan, make_model, scored
from models.card import read_card
from models.evaluation import Score
from models.networks import ARCHITECTURES
from models.splits import Fold, check_people, leave_one_subject_out, split
from models.streamtraining import StreamSchedule
from models.tcn import STREAMING
from models.training import Schedule
from models.without import without_exercises
from sessions.channels import select
from sessions.errors import UsageError
from sessions.load import load_recordings
from sessions.subject import slug

NAMES = (*STREAMING, *ARCHITECTURES)
WINDOW_EPOCHS = 50
"""The original's."""


def train(
    data: DataArgument,
    folder: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="Folder that the model goes to.")
    ],
    arch: Annotated[
        str,
        typer.Option("--arch", metavar="NAME", help=f"Network: {', '.join(NAMES)}."),
    ] = "tcn",
    channels: ChannelsOption = "phone",
    epochs: Annotated[
        int | None,
        typer.Option(
            "--epochs", min=1, metavar="N", help="How many; by default the network's own."
        ),
    ] = None,
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
    without: Annotated[
        list[str] | None,
        typer.Option(
            "--without-exercise",
            metavar="NAME",
            help="Cut this exercise out of everyone's recordings; may be repeated.",
        ),
    ] = None,
    logs: Annotated[
        Path | None, typer.Option("--logs", metavar="DIR", help="Write TensorBoard logs there.")
    ] = None,
    quick: Annotated[
        bool,
        typer.Option(
            "--quick", help="Teach a trained model what these few recordings show, in seconds."
        ),
    ] = False,
    model: Annotated[
        str | None,
        typer.Option(
            "--model", metavar="MODEL", help="The model that --quick teaches \\[default: packaged]"
        ),
    ] = None,
    settings: Annotated[
        str | None,
        typer.Option(
            "--settings",
            metavar="MODEL",
            help="Count as this model does; else each person is left out in turn to tune it.",
        ),
    ] = None,
    licence: Annotated[
        str, typer.Option("--licence", metavar="TEXT", help="Of the recordings, for the card.")
    ] = "",
    limits: Annotated[
        str, typer.Option("--limits", metavar="TEXT", help="Of the model, for the card.")
    ] = "",
    json: JsonOption = False,
) -> None:
    """Train a model on recordings; needs the train extra, except with --quick.

    The streaming network (tcn) leaves out each person in turn first, to tune how sure it is and
    how it counts on people it has not seen, and then learns from all. The networks that look at
    windows choose their epoch on one person whom the weights are not fitted to. Whoever is held
    out is seen only afterwards, once, as they would be live.

    With --quick a trained model is taught instead, on a Raspberry Pi too: a new exercise, or how
    somebody does a known one, from one recording or a few.

    Example: [bold]exermoted train recordings/ --holdout Ada --out my-model[/bold]
    """
    if quick:
        unasked = (
            each or arch != "tcn" or channels != "phone" or seed != 1 or licence or limits
        ) or any(o is not None for o in (epochs, patience, holdout, without, logs, settings))
        if unasked:
            raise UsageError(
                "--quick takes recordings, --model and --out alone; leave the rest out"
            )
        _quick(data, folder, model, json=json)
        return
    if model is not None:
        raise UsageError("--model is what --quick teaches; leave it out, or add --quick")
    if each and holdout is not None:
        raise UsageError("--leave-one-subject-out holds out everyone in turn; leave --holdout out")
    if arch not in NAMES:
        raise UsageError(f"no network is called '{arch}'; there are {', '.join(NAMES)}")
    if arch in STREAMING and patience is not None:
        raise UsageError(f"{arch} is trained for all of its epochs; leave --patience out")
    if settings is not None and (arch not in STREAMING or each):
        raise UsageError("--settings is for one model of a streaming network; leave it out")
    recordings = without_exercises(with_halves(load_recordings(data)), without or [])
    columns = select([channel.column for channel in recordings[0].channels], channels)
    plan = Plan(recordings, columns, arch, licence, limits)
    typed = [*map(str, data), "--arch", arch, "--channels", channels]
    typed += ["--epochs", str(epochs)] if epochs is not None else []
    typed += ["--patience", str(patience)] if patience is not None else []
    typed += ["--seed", str(seed)]
    typed += ["--settings", settings] if settings is not None else []
    typed += [word for name in without or [] for word in ("--without-exercise", name)]
    if arch in STREAMING:
        made = _streaming(plan, folder, typed, epochs, seed, holdout, each, logs, settings)
    else:
        schedule = Schedule(epochs=epochs or WINDOW_EPOCHS, patience=patience, seed=seed)
        made = [
            _make(plan, schedule, fold, place, logs / place.name if logs and each else logs, typed)
            for fold, place in _places(plan, folder, holdout, each, seed)
        ]
    pooled = scored([pair for model in made for pair in model.said]) if each else None
    if json:
        print_json(_told(made, pooled))
    else:
        _show(made, pooled)


def _quick(data: Sequence[Path], folder: Path, model: str | None, *, json: bool) -> None:
    typed = ["exermoted", "train", *map(str, data), "--quick"]
    typed += ["--model", model] if model is not None else []
    command = shlex.join([*typed, "--out", str(folder)])
    recordings = with_halves(load_recordings(data))
    taught = teach(find_model(model or DEFAULT), recordings, folder, command)
    if json:
        print_json(taught)
    else:
        out.print(told(taught), markup=False, soft_wrap=True)


def _places(
    plan: Plan, folder: Path, holdout: str | None, each: bool, seed: int
) -> list[tuple[Fold, Path]]:
    """Returns each fold with the folder that its model goes to."""
    if not each:
        return [(split(plan.subjects, seed, holdout), folder)]
    folds = leave_one_subject_out(plan.subjects, seed)
    places = _named(folder, [str(fold.held_out) for fold in folds])
    return list(zip(folds, places.values(), strict=True))


def _named(folder: Path, people: Sequence[str]) -> dict[str, Path]:
    """Returns the folder of each person's model."""
    places = {person: folder / slug(person) for person in people}
    if len(set(places.values())) < len(places):
        raise UsageError("two people's names differ too little to name a folder after each")
    return places


def _make(
    plan: Plan, schedule: Schedule, fold: Fold, place: Path, logs: Path | None, typed: Sequence[str]
) -> Made:
    title = f"without {fold.held_out}" if fold.held_out else "everyone"
    command = _command(typed, fold.held_out, place)
    with epochs_shown(err, title, schedule.epochs) as told:
        return make_model(
            plan, fold, place, schedule=schedule, command=command, logs=logs, progress=told
        )


def _streaming(
    plan: Plan,
    folder: Path,
    typed: Sequence[str],
    epochs: int | None,
    seed: int,
    holdout: str | None,
    each: bool,
    logs: Path | None,
    settings: str | None,
) -> list[Made]:
    schedule = StreamSchedule(seed=seed)
    if epochs is not None:
        schedule = replace(schedule, epochs=epochs)
    recipe = StreamRecipe(
        plan,
        STREAMING[plan.architecture],
        schedule,
        shown=lambda title: epochs_shown(err, title, schedule.epochs),
        logs=logs,
    )
    people = check_people(plan.subjects, holdout, at_least=2 if each else 1)
    if not each:
        taken = None
        if settings is not None:
            taken = settings_of(read_card(find_model(settings)), STREAMING[plan.architecture])
        command = _command(typed, holdout, folder)
        return [recipe.make(folder, held_out=holdout, command=command, settings=taken)]
    places = _named(folder, people)
    commands = {person: _command(typed, person, place) for person, place in places.items()}
    return recipe.make_each(places, commands)


def _command(typed: Sequence[str], held_out: str | None, place: Path) -> str:
    without = ["--holdout", held_out] if held_out else []
    return shlex.join(["exermoted", "train", *typed, *without, "--out", str(place)])


def _told(made: Sequence[Made], pooled: Score | None) -> dict[str, object]:
    models = [
        {"folder": str(m.folder), "chosen": m.chosen, "epochs": m.epochs, "card": m.card}
        for m in made
    ]
    return {"models": models, "pooled": pooled}


def _show(made: Sequence[Made], pooled: Score | None) -> None:
    for model in made:
        out.print(
            f"{model.folder}: {_chosen(model)}",
            markup=False,
            soft_wrap=True,
        )
    figures = {model.card.held_out[0]: model.score for model in made if model.score}
    if pooled is not None:
        figures["all"] = pooled
    if figures:
        out.print(people_table(figures, "held out"))


def _chosen(model: Made) -> str:
    chosen = model.chosen
    if chosen.validation_accuracy is None:
        return f"{model.epochs} epochs, {chosen.accuracy:.1%} right on those it learnt from"
    return (
        f"epoch {chosen.number} of {model.epochs}, {chosen.validation_accuracy:.1%} right on "
        f"{model.card.chosen_on}"
    )
