"""A workout's script as the API tells it, and back."""

import msgspec

from sessions.frames import Label, Phase
from sessions.script import Script, Segment


class ScriptPart(msgspec.Struct, frozen=True):
    """A stretch of constant label; times since the start."""

    start_s: float
    end_s: float
    phase: Phase
    exercise: str | None
    set: int | None
    repetition: int | None


class ScriptShown(msgspec.Struct, frozen=True):
    """A workout's script."""

    duration_s: float
    seed: int | None
    segments: tuple[ScriptPart, ...]


def shown(script: Script) -> ScriptShown:
    """Returns a script as it is told."""
    return ScriptShown(script.duration_s, script.seed, tuple(map(_part, script.segments)))


def script_of(told: ScriptShown) -> Script:
    """Returns the script that was told."""
    return Script(tuple(map(_segment, told.segments)), told.seed)


def _part(segment: Segment) -> ScriptPart:
    label = segment.label
    return ScriptPart(
        segment.start_s,
        segment.end_s,
        label.phase,
        label.exercise,
        label.set,
        label.repetition,
    )


def _segment(part: ScriptPart) -> Segment:
    label = Label(part.phase, part.exercise, part.set, part.repetition)
    return Segment(part.start_s, part.end_s, label)
