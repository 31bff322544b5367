"""What a recording asked for, what was done and what was counted, set by set."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from exermoted.history.rebuilding import WHOLE
from exermoted.service.script_events import events_of
from inference.events import Repetition
from models.judging import LEAD_S, TAIL_S
from models.predictions import Count
from models.truth import Span, true_repetitions, true_sets
from sessions.exercises import Exercises
from sessions.info import SessionInfo
from sessions.recording import Recording
from sessions.script import generate, script_of

Key = tuple[int, str]


@dataclass(frozen=True)
class SetRow:
    """One set.

    Attributes:
        number: within the workout.
        exercise: what was asked for.
        asked: repetitions that the script asked for.
        done: repetitions whose second half was over before the recording ended.
        counted: repetitions of that exercise that were recognised; None where nothing was.
        other: repetitions of other exercises that were recognised in it.
    """

    number: int
    exercise: str
    asked: int
    done: int
    counted: int | None = None
    other: int = 0


@dataclass(frozen=True)
class Sets:
    """All sets, and how many repetitions were recognised outside of them."""

    rows: tuple[SetRow, ...]
    stray: int = 0


def sets_of(recording: Recording, info: SessionInfo | None, counts: Sequence[Count] | None) -> Sets:
    """Returns the sets of a recording.

    Args:
        recording: its labels say what was done.
        info: knows the workout that was drawn, of which less may have been done.
        counts: what was recognised, if anything could be. A count belongs to a set from a second
            before it until two seconds after its last repetition, as in an evaluation.
    """
    done = _done(recording, info)
    spans = {_key(recording, span): span for span in _spans(recording)}
    inside: dict[Key, Counter[str]] = {key: Counter() for key in spans}
    stray = 0
    for count in counts or ():
        home = _home(spans, count.row, recording.rate_hz)
        if home is None:
            stray += 1
        else:
            inside[home][count.exercise] += 1
    rows: list[SetRow] = []
    for key, asked in (_asked(info) or script_of(recording.labels, 1.0).repetitions()).items():
        here = inside.get(key, Counter())
        right = here.pop(key[1], 0)
        counted = None if counts is None else right
        rows.append(SetRow(*key, asked, done[key], counted, here.total()))
    return Sets(tuple(rows), stray)


def _asked(info: SessionInfo | None) -> dict[Key, int]:
    """Returns the repetitions of the workout that was drawn; nothing where none was."""
    if info is None or info.seed is None or info.set_break_s is None:
        return {}
    exercises = Exercises(exercises=info.exercises, set_break_s=info.set_break_s)
    return generate(exercises, info.seed, info.duration_s).repetitions()


def _done(recording: Recording, info: SessionInfo | None) -> Counter[Key]:
    is_over = info is None or info.state in WHOLE
    events = events_of(recording.labels, recording.rate_hz, is_over=is_over)
    return Counter((e.set, e.exercise) for e in events if isinstance(e, Repetition))


def _spans(recording: Recording) -> list[Span]:
    return true_sets(recording.labels, true_repetitions(recording.labels))


def _key(recording: Recording, span: Span) -> Key:
    return recording.labels[span.start].set or 0, span.exercise


def _home(spans: dict[Key, Span], row: int, rate_hz: float) -> Key | None:
    for key, span in spans.items():
        if span.start - LEAD_S * rate_hz <= row <= span.end + TAIL_S * rate_hz:
            return key
    return None
