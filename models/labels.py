"""The class of each frame: what a network is taught and what it is measured against."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

import numpy as np
import numpy.typing as npt

from models.card import BREAK, Card
from sessions.frames import Label, Phase
from sessions.recording import Recording

Ints = npt.NDArray[np.int64]


def names_of(recording: Recording) -> list[str]:
    """Returns the class of each frame of a recording; see `class_names`."""
    return class_names(recording.labels, recording.rate_hz, recording.trimmed_s)


def class_names(
    labels: Iterable[Label], rate_hz: float, trimmed_s: Mapping[str, float]
) -> list[str]:
    """Returns the class of each label: its exercise within a repetition, else `BREAK`.

    Both halves of a repetition are one run. A run that is not longer than what is trimmed from
    its ends becomes a break altogether.

    Args:
        labels: one per frame.
        rate_hz: of the frames.
        trimmed_s: by exercise, what is taken from each end of a run.
    """
    names: list[str] = []
    for name, run in groupby(map(_name, labels)):
        steps = sum(1 for _ in run)
        trimmed = min(round(trimmed_s.get(name, 0.0) * rate_hz), (steps + 1) // 2)
        kept = max(steps - 2 * trimmed, 0)
        ends = [BREAK] * trimmed
        names += [*ends, *[name] * kept, *ends][:steps]
    return names


def _name(label: Label) -> str:
    return label.exercise if label.is_moving and label.exercise else BREAK


def phase_indices(labels: Sequence[Label], names: Sequence[str], classes: Sequence[str]) -> Ints:
    """Returns the phase of each frame: 0 a break, 2e - 1 and 2e the halves of class e.

    Args:
        labels: one per frame.
        names: the class of each, as `class_names` gives them.
        classes: "Break" first.

    Returns:
        (frames,).
    """
    is_second = np.array([label.phase is Phase.SECOND_HALF for label in labels], np.int64)
    exercise = encode(names, classes)
    phases: Ints = np.where(exercise > 0, 2 * exercise - 1 + is_second, 0)
    return phases


def output_names(card: Card) -> tuple[str, ...]:
    """Returns what each number of a network's answer is about, as ``Squat, first half``."""
    if not card.phases:
        return card.classes
    halves = [f"{name}, {half} half" for name in card.classes[1:] for half in ("first", "second")]
    return (BREAK, *halves)


def classes_in(names: Iterable[str]) -> tuple[str, ...]:
    """Returns the classes among ``names``: `BREAK` first, then the exercises sorted."""
    return (BREAK, *sorted(set(names) - {BREAK}))


def encode(names: Sequence[str], classes: Sequence[str]) -> Ints:
    """Returns the index of each name in ``classes``; shape (names,)."""
    index = {name: number for number, name in enumerate(classes)}
    return np.fromiter((index[name] for name in names), np.int64, count=len(names))
