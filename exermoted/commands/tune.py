"""``exermoted tune``: a search for better hyper-parameters."""

import math
import os
import shlex
import time
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from exermoted.commands.options import ChannelsOption, DataArgument, parse_duration
from exermoted.figuretables import people_table
from exermoted.halves import with_halves
from exermoted.pictures.canvas import check_matplotlib
from exermoted.progress import epochs_shown
from exermoted.streamrecipe import StreamRecipe
from exermoted.terminal import JsonOption, err, out, print_json, warn
from exermoted.training import Made, Plan
from exermoted.tuning.cluster import ClusterWorkers
from exermoted.tuning.ground import ground_of, made_of, people_in_order
from exermoted.tuning.outcome import Outcome, outcome_of
from exermoted.tuning.plots import draw_plots
from exermoted.tuning.search import Search
from exermoted.tuning.shown import trials_shown
from exermoted.tuning.study import finished, load_optuna, opened, prepare
from exermoted.tuning.workers import LocalWorkers, Workers
from models.folder import check_writable
from models.networks import check_training
from models.searchspace import PACKAGED, SPACE, Parameters, configured
from models.trial import Ground
from sessions.channels import select
from sessions.errors import UsageError
from sessions.load import load_recordings

TRIAL_EPOCHS = 10


def tune(
    data: DataArgument,
    study: Annotated[
        Path, typer.Option("--study", metavar="FILE", help="Journal that every trial goes to.")
    ] = Path("tune.journal"),
    trials: Annotated[
        int,
        typer.Option(
            "--trials", min=0, metavar="N", help="Finished ones, earlier runs' of the study too."
        ),
    ] = 100,
    budget: Annotated[
        str | None,
        typer.Option("--budget", metavar="LENGTH", help="Begin none after that, as 2h or 90m."),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(
            "--workers",
            min=1,
            metavar="N",
            help="Processes of this machine \\[default: as many as it has cores]",
        ),
    ] = None,
    cluster: Annotated[
        str | None,
        typer.Option(
            "--cluster", metavar="ADDRESS", help="Dask scheduler, as tcp://host:8786, instead."
        ),
    ] = None,
    holdout: Annotated[
        str | None,
        typer.Option("--holdout", metavar="SUBJECT", help="Choose nothing on this person."),
    ] = None,
    channels: ChannelsOption = "phone",
    epochs: Annotated[
        int, typer.Option("--epochs", min=1, metavar="N", help="Of each network in a trial.")
    ] = TRIAL_EPOCHS,
    seed: Annotated[
        int, typer.Option("--seed", min=0, help="Of the weights and of what is tried.")
    ] = 1,
    folder: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Train the best found in full; it goes there."),
    ] = None,
    plots: Annotated[
        Path | None, typer.Option("--plots", metavar="DIR", help="Draw the study there.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Search better sizes, schedule and augmentation of the network; needs the tune extra.

    Each trial is a network in a short course, tried on one person left out after the other; what
    is not among the best quarter is given up early. The study is a file: Ctrl-C ends it, and the
    same command goes on with it. docs/tune.md shows a cluster.

    Example: [bold]exermoted tune recordings/ --trials 100 --holdout Ada --out tuned[/bold]
    """
    if workers is not None and cluster is not None:
        raise UsageError("--cluster has workers of its own; leave --workers out")
    budget_s = math.inf if budget is None else parse_duration(budget)
    began_s = time.monotonic()
    load_optuna()
    if plots is not None:
        check_matplotlib()
    if folder is not None:
        check_writable(folder)
    recordings = with_halves(load_recordings(data))
    columns = select([channel.column for channel in recordings[0].channels], channels)
    plan = Plan(recordings, columns, "tcn")
    _recipe(plan, PACKAGED, seed)  # what training in full would refuse is said now
    ground = ground_of(recordings, columns, held_out=holdout, epochs=epochs, seed=seed)
    with opened(study, made_of(ground, holdout), seed) as opened_study:
        prepare(opened_study)
        wanted = _Wanted(trials, began_s + budget_s, workers or os.cpu_count() or 1, cluster)
        _search(opened_study, ground, wanted)
        outcome = outcome_of(opened_study)
        drawn = list(map(str, draw_plots(opened_study, plots))) if plots is not None else []
    made = None
    if folder is not None:
        typed = [*map(str, data), "--study", str(study), "--trials", str(trials)]
        typed += ["--channels", channels, "--epochs", str(epochs), "--seed", str(seed)]
        typed += ["--holdout", holdout] if holdout is not None else []
        command = shlex.join(["exermoted", "tune", *typed, "--out", str(folder)])
        made = _train(plan, outcome, folder, holdout, seed, command)
    if json:
        models = [{"folder": str(made.folder), "card": made.card}] if made else []
        print_json({"study": str(study), "outcome": outcome, "plots": drawn, "models": models})
    else:
        _show(outcome, drawn, made)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """How far and where a study is to go on.

    Attributes:
        trials: finished ones.
        until_s: none begins later, on the monotonic clock.
        processes: of this machine.
        cluster: address of a scheduler, instead.
    """

    trials: int
    until_s: float
    processes: int
    cluster: str | None


def _search(study: Any, ground: Ground, wanted: _Wanted) -> None:
    already = finished(study)
    if already >= wanted.trials:
        return
    if wanted.cluster is None:
        check_training()
    best = outcome_of(study).best
    with (
        closing(_workers(ground, wanted)) as workers,
        trials_shown(err, already, wanted.trials, best.value if best else None) as told,
    ):
        search = Search(study, people_in_order(ground), workers, told)
        search.run(wanted.trials, lambda: time.monotonic() < wanted.until_s)


def _workers(ground: Ground, wanted: _Wanted) -> Workers:
    if wanted.cluster is not None:
        return ClusterWorkers(wanted.cluster, ground, told=warn)
    return LocalWorkers(ground, wanted.processes)


def _train(
    plan: Plan, outcome: Outcome, folder: Path, holdout: str | None, seed: int, command: str
) -> Made:
    """Trains the best found for as long as the packaged model was."""
    if outcome.best is None:
        raise UsageError("no trial is finished yet: nothing to train; give more --trials or time")
    recipe = _recipe(plan, outcome.best.parameters, seed)
    return recipe.make(folder, held_out=holdout, command=command)


def _recipe(plan: Plan, parameters: Parameters, seed: int) -> StreamRecipe:
    architecture, schedule = configured(parameters)
    return StreamRecipe(
        plan,
        architecture,
        replace(schedule, seed=seed),
        shown=lambda title: epochs_shown(err, title, schedule.epochs),
    )


def _show(outcome: Outcome, drawn: list[str], made: Made | None) -> None:
    again = f", {outcome.again} cut off and done again" if outcome.again else ""
    out.print(
        f"{outcome.complete + outcome.pruned} trials: {outcome.complete} tried on everybody, "
        f"{outcome.pruned} given up early{again}; {outcome.worked_s / 60:.0f} minutes of a worker"
    )
    if outcome.best is not None:
        out.print(_table(outcome))
    for path in drawn:
        out.print(path, markup=False, soft_wrap=True)
    if made is not None:
        out.print(f"{made.folder}: trained with the best found", markup=False, soft_wrap=True)
        if made.score is not None:
            out.print(people_table({made.card.held_out[0]: made.score}, "held out"))


def _table(outcome: Outcome) -> Table:
    table = Table("", "packaged", "best found", box=None)
    best, packaged = outcome.best, outcome.packaged
    assert best is not None
    value = f"{packaged.value:.4f}" if packaged else ""
    table.add_row("macro-F1 in trials", value, f"{best.value:.4f} (trial {best.number})")
    for name, each in SPACE.items():
        table.add_row(name, f"{each.packaged:.4g}", f"{best.parameters[name]:.4g}")
    return table
