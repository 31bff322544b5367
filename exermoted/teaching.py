"""Teaching a trained model from one recording or a few, without TensorFlow.

The network stays as it is. A small head beside it (`models.head`) is fitted to what the network
makes of the recordings, changed at random as other people would do it, and of the moments that it
keeps of its training (`models.memory`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import msgspec
import numpy as np

from exermoted.remembering import AS_OTHERS, remembered
from inference.engine import Engine, TFLiteEngine
from inference.mounting import POLAR, Mounted
from inference.watching import run_through, watcher
from models.card import MODEL_NAME, Card, Halves, read_card
from models.counting import labelled_halves
from models.crops import Source
from models.dataset import Series, build_dataset
from models.folder import check_writable, write_model
from models.head import Head, write_head
from models.labels import class_names, classes_in, phase_indices
from models.memory import Memory, read_memory, write_memory
from models.rotations import turned
from models.teaching import Teaching, fit_head
from models.truth import true_repetitions
from models.vectors import MOVING
from models.windows import Floats
from sessions.errors import UsageError
from sessions.recording import Recording

STRETCHES = 150
"""Drawn of each recording."""
KEPT_MOMENTS = 1000
"""Of each recording, for what is taught later."""
SEEN_SHARE = 0.85
"""Of a half as somebody shows it, how much is recognised when others do it."""


@dataclass(frozen=True)
class Taught:
    """A model as it was taught.

    Attributes:
        folder: where it lies.
        card: what it is.
        new: the exercises that it did not know.
        repetitions: by exercise, how many it was shown.
    """

    folder: Path
    card: Card
    new: tuple[str, ...]
    repetitions: dict[str, int]


def teach(base: Path, recordings: Sequence[Recording], folder: Path, command: str) -> Taught:
    """Teaches a model what recordings show, and writes it as another one.

    Args:
        base: the folder of a streaming model.
        recordings: with repetitions, of one rate.
        folder: where it goes.
        command: what makes it, for its card.

    Raises:
        UsageError: the model cannot be taught or does not fit, or the folder holds something else.
        DataError: a recording does not fit the others.
        ModelError: there is no model, or it keeps no memory of its training.
    """
    check_writable(folder)
    before = read_card(base)
    if not before.embedding:
        raise UsageError(f"{base}: this model cannot be taught; train one with 'exermoted train'")
    network, old = TFLiteEngine(base, before.untaught), read_memory(base)
    card = _taught_card(before, recordings, command)
    new = _shown(network, recordings, card.classes)
    head = fit_head(new, old, card.outputs, Teaching())
    random = np.random.default_rng(0)
    kept = old.and_(new.some(KEPT_MOMENTS * len(recordings), random))
    write_model(folder, card, (base / MODEL_NAME).read_bytes(), partial(_beside, head, kept))
    known = before.classes
    return Taught(
        folder,
        card,
        tuple(name for name in card.classes if name not in known),
        _repetitions(recordings),
    )


def _beside(head: Head, memory: Memory, folder: Path) -> None:
    write_head(head, folder)
    write_memory(memory, folder)


def _taught_card(before: Card, recordings: Sequence[Recording], command: str) -> Card:
    names = [n for r in recordings for n in class_names(r.labels, r.rate_hz)]
    new = tuple(name for name in classes_in(names) if name not in before.classes)
    shown = labelled_halves([r.labels for r in recordings])
    halves = {**before.counter.halves, **{name: _recognised(shown[name]) for name in new}}
    people = {*before.people, *(recording.subject for recording in recordings)}
    return msgspec.structs.replace(
        before,
        classes=(*before.classes, *new),
        taught=(*(before.taught or ()), *new),
        counter=msgspec.structs.replace(before.counter, halves=halves),
        people=tuple(sorted(people)),
        held_out=(),
        metrics={},
        command=command,
    )


def _recognised(shown: Halves) -> Halves:
    return Halves(
        first_steps=SEEN_SHARE * shown.first_steps,
        second_steps=SEEN_SHARE * shown.second_steps,
        turn_to_end_steps=shown.turn_to_end_steps,
    )


def _shown(network: Engine, recordings: Sequence[Recording], classes: Sequence[str]) -> Memory:
    """Returns what a network makes of recordings."""
    card = network.card
    series = build_dataset(recordings, card.channels, card.optional).series
    sources = [
        _source(network, recording, each, classes)
        for recording, each in zip(recordings, series, strict=True)
    ]
    random = np.random.default_rng(0)
    return remembered(network, sources, STRETCHES * len(sources), random, AS_OTHERS)


def _source(
    network: Engine, recording: Recording, series: Series, classes: Sequence[str]
) -> Source:
    """Returns a recording as an upright phone would have read it."""
    mounted = mounting_of(network, recording)
    names = class_names(recording.labels, recording.rate_hz)
    phases = phase_indices(recording.labels, names, classes)
    complete = ~np.isnan(series.x[:, 0])
    x = series.x[complete]
    if mounted is None:
        return Source(x, phases[complete], x[:, :0])
    x = _upright(x, mounted)
    return Source(x, phases[complete], x[:, :3])


def _upright(x: Floats, mounted: Mounted) -> Floats:
    moving = x[:, :MOVING].copy()
    if mounted.mirrored:
        moving[:, POLAR] *= -1
    upright: Floats = turned(moving, mounted.rotation)
    return np.concatenate([upright, x[:, MOVING:]], axis=1).astype(np.float32)


def mounting_of(network: Engine, recording: Recording) -> Mounted | None:
    """Returns how a phone sat in a recording, as it is known at its end; None: nobody asks."""
    columns = [channel.column for channel in recording.channels]
    watching = watcher(network, columns, recording.rate_hz)
    for frame in recording.frames:
        run_through(watching.look(frame), network.run)
    return watching.mounted


def _repetitions(recordings: Sequence[Recording]) -> dict[str, int]:
    names = [span.exercise for r in recordings for span in true_repetitions(r.labels)]
    return {name: names.count(name) for name in sorted(set(names))}


def told(taught: Taught) -> str:
    """Returns in a line what a model was taught."""
    shown: Mapping[str, int] = taught.repetitions
    repetitions = ", ".join(f"{count} of {name}" for name, count in shown.items())
    known = [n for n in taught.card.classes[1:] if n not in taught.new]
    learnt = f"learnt {', '.join(taught.new)} beside" if taught.new else "adapted to the person:"
    return f"{taught.folder}: {learnt} {', '.join(known)}; was shown {repetitions}"
