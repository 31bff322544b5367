"""Everything that a report says, gathered from a recording's files."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from statistics import fmean

from exermoted.evaluating import predict
from exermoted.packaged import find_model
from exermoted.report.arrivals import Arrivals, read_arrivals
from exermoted.report.losses import Loss, losses_of
from exermoted.report.panels import Panel, panels_of
from exermoted.report.sets import Sets, sets_of
from inference.taught import load_engine
from models.card import BREAK
from models.evaluation import Score, score
from models.halving import halved
from models.judging import Truth
from models.predictions import Count, Predictions
from sessions.errors import DataError, UsageError
from sessions.folder import is_session
from sessions.info import SessionInfo, read_info
from sessions.load import read_recording
from sessions.recording import Recording
from sessions.script import Segment, script_of


@dataclass(frozen=True)
class Activity:
    """A stretch of one recognised exercise, from ``start_s`` up to ``end_s``.

    Attributes:
        score: how sure the model was of it, in the mean; None where it does not say.
    """

    start_s: float
    end_s: float
    exercise: str
    score: float | None = None


@dataclass(frozen=True)
class Recognised:
    """What a model says of a recording.

    Attributes:
        model: by which name it was asked for.
        activities: in order; between them is a break.
        counts: repetitions, in order.
        score: how that fits to the labels; None where there is too little to say.
        knows_subject: whether it was trained on this person, which makes its figures better than
            they would be.
    """

    model: str
    activities: tuple[Activity, ...]
    counts: tuple[Count, ...]
    score: Score | None
    knows_subject: bool


@dataclass(frozen=True)
class Report:
    """All of a report.

    Attributes:
        recording: what it is about.
        info: what a session says of itself; None of a public recording.
        segments: what the athlete was told to do.
        panels: the signals.
        recognised: what the model says; None where it could say nothing.
        silence: why it could not.
        sets: asked for, done and counted.
        losses: what became of each stream.
        arrivals: of samples, where a raw log tells.
    """

    recording: Recording
    info: SessionInfo | None
    segments: tuple[Segment, ...]
    panels: tuple[Panel, ...]
    recognised: Recognised | None
    silence: str | None
    sets: Sets
    losses: tuple[Loss, ...]
    arrivals: tuple[Arrivals, ...]

    @property
    def sets_begin(self) -> dict[int, Segment]:
        """The first moments of each set, by its number."""
        found: dict[int, Segment] = {}
        for segment in self.segments:
            if segment.label.set is not None:
                found.setdefault(segment.label.set, segment)
        return found

    @property
    def exercises(self) -> tuple[str, ...]:
        """All that are asked for, recognised or counted, by name."""
        asked = {s.label.exercise for s in self.segments if s.label.exercise and s.label.is_moving}
        if self.recognised is None:
            return tuple(sorted(asked))
        said = {activity.exercise for activity in self.recognised.activities}
        counted = {count.exercise for count in self.recognised.counts}
        return tuple(sorted(asked | said | counted))


def gather(path: Path, model: str) -> Report:
    """Returns the report of a finished session or a public Exermote CSV.

    Args:
        path: the session's folder, or the file.
        model: a model's folder, or a packaged model's name.

    Raises:
        DataError: it cannot be read, or is not finished.
        ModelError: there is no such model.
    """
    recording = halved(read_recording(path), estimates=False)
    info = read_info(path) if is_session(path) else None
    recognised, silence = _recognised(recording, model)
    counts = recognised.counts if recognised else None
    return Report(
        recording=recording,
        info=info,
        segments=script_of(recording.labels, recording.rate_hz).segments,
        panels=panels_of(recording),
        recognised=recognised,
        silence=silence,
        sets=sets_of(recording, info, counts),
        losses=losses_of(recording, info),
        arrivals=read_arrivals(path, info.streams) if info else (),
    )


def _recognised(recording: Recording, model: str) -> tuple[Recognised | None, str | None]:
    """Returns what a model says of a recording, or why it can say nothing."""
    engine = load_engine(find_model(model))
    try:
        said = predict(engine, recording)
    except UsageError as error:
        return None, str(error)
    except DataError:
        window_s = engine.card.window_steps / engine.card.rate_hz
        return None, f"the recording is shorter than the model's window of {window_s:g} s"
    activities = tuple(_activities(said, recording.rate_hz))
    knows = recording.subject in engine.card.people
    return Recognised(model, activities, said.counts, _score(recording, said), knows), None


def _activities(said: Predictions, rate_hz: float) -> list[Activity]:
    found: list[Activity] = []
    row = 0
    for exercise, run in groupby(said.labels):
        start, row = row, row + sum(1 for _ in run)
        if exercise != BREAK:
            score = _mean(said.scores[start:row])
            found.append(Activity(start / rate_hz, row / rate_hz, exercise, score))
    return found


def _mean(scores: Sequence[float | None]) -> float | None:
    known = [score for score in scores if score is not None]
    return fmean(known) if known else None


def _score(recording: Recording, said: Predictions) -> Score | None:
    try:
        return score([(Truth.of(recording), said)])
    except ValueError:
        return None
