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
from models.labels import classes_in, names_of, phase_indices
from models.memory import Memory, read_memory, write_memory
from models.teaching import Teaching, fit_head
from models.truth import true_repetitions
from models.vectors import MOVING
from models.windows import Floats
from sessions.errors import UsageError
from sessions.frames import Phase
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
    names = [n for r in recordings for n in names_of(r)]
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
        source
        for recording, each in zip(recordings, series, strict=True)
        for source in _sources(network, recording, each, classes)
    ]
    random = np.random.default_rng(0)
    return remembered(network, sources, STRETCHES * len(recordings), random, AS_OTHERS)


def _sources(
    network: Engine, recording: Recording, series: Series, classes: Sequence[str]
) -> list[Source]:
    """Returns a recording as a network would see it, of a phone of which the mounting is found.

    Once as it is turned when that is known at the end; once more as it is turned while it is
    being found, with each set the first one that is done: what a network does not know, it turns
    otherwise.
    """
    names = names_of(recording)
    complete = ~np.isnan(series.x[:, 0])
    phases = phase_indices(recording.labels, names, classes)[complete]
    x = series.x[complete]
    if network.card.mounting is None:
        return [Source(x, phases, x[:, :0])]
    known = mountings(network, recording)[-1]
    found = [
        m for m, ok in zip(mountings(network, recording, anew=True), complete, strict=True) if ok
    ]
    turned = (_upright(x, each) for each in ([known] * len(x), found))
    return [Source(each, phases, each[:, :3]) for each in turned]


def _upright(x: Floats, mounted: Sequence[Mounted]) -> Floats:
    """Returns rows as the phone is taken to sit at each of them."""
    rotations = np.array([each.rotation for each in mounted])
    moving = x[:, :MOVING].copy()
    moving[np.array([each.mirrored for each in mounted]), POLAR] *= -1
    upright = np.einsum("nij,nvj->nvi", rotations, moving.reshape(len(x), -1, 3))
    return np.concatenate([upright.reshape(len(x), -1), x[:, MOVING:]], axis=1).astype(np.float32)


def mountings(network: Engine, recording: Recording, *, anew: bool = False) -> list[Mounted]:
    """Returns how a phone is taken to sit at each frame of a recording.

    Args:
        network: it finds the mounting.
        recording: its phone is worn in one way.
        anew: from each set break on it is looked for as if nothing were known.
    """
    columns = [channel.column for channel in recording.channels]
    watching = watcher(network, columns, recording.rate_hz)
    found: list[Mounted] = []
    before = Phase.SET_BREAK
    for frame, label in zip(recording.frames, recording.labels, strict=True):
        if anew and label.phase is Phase.SET_BREAK is not before:
            watching = watcher(network, columns, recording.rate_hz)
        before = label.phase
        run_through(watching.look(frame), network.run)
        assert watching.mounted is not None
        found.append(watching.mounted)
    return found


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
