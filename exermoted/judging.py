"""Judging: which model has not seen a recording's person, what it says, how well that fits."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import msgspec

from exermoted.evaluating import predict
from exermoted.packaged import DEFAULT, expanded, find_model
from exermoted.settling import MountingTrace, Settling, SettlingFigures, settling_figures
from inference.engine import Arrays, Engine, Shapes
from inference.taught import load_engine
from models.calibration import Bin
from models.card import CARD_NAME, Card
from models.evaluation import Score, reliability_of, score
from models.judging import Truth
from models.predictions import Predictions
from models.unfamiliar import Unfamiliar, unfamiliar
from sessions.errors import DataError, ModelError, UsageError
from sessions.recording import Recording


@dataclass(frozen=True)
class Judged:
    """What was said of one recording.

    Attributes:
        path: where it lies.
        subject: who is in it.
        truth: what was really done.
        said: what was told.
        by_delay_s: what the network's other answers were, if they were asked for.
        classes: that the model knows; empty: that is not known.
        settled: how soon it was known how the phone sits, if that was asked.
        settled_again: the same after it was mounted anew in the middle, if it was.
    """

    path: Path
    subject: str
    truth: Truth
    said: Predictions
    by_delay_s: dict[float, Predictions] = field(default_factory=dict)
    classes: tuple[str, ...] = ()
    settled: Settling | None = None
    settled_again: Settling | None = None


@dataclass(frozen=True)
class Figures:
    """How well it was said.

    Attributes:
        everyone: of all recordings together.
        people: of each person, by name.
        reliability: the bins of the calibration error.
        mounting: how soon it was known how the phone sits; None where nobody asked.
        remounting: the same after it was mounted anew.
        unfamiliar: what was told of exercises that the model does not know; None: nothing.
    """

    everyone: Score
    people: dict[str, Score]
    reliability: tuple[Bin, ...]
    mounting: SettlingFigures | None = None
    remounting: SettlingFigures | None = None
    unfamiliar: Unfamiliar | None = None


class Models:
    """One model for everybody, or several of which each has left somebody out.

    Args:
        name: a model's folder, a packaged model's name, or a folder of models as
            ``exermoted train --leave-one-subject-out`` makes it.
        delay_s: which of the network's answers is told; None: the one that the card says.

    Raises:
        ModelError: there is no model, or not all of them answer the same question.
        UsageError: they give no answer so late.
    """

    def __init__(self, name: str, delay_s: float | None = None) -> None:
        family = _family(name)
        folders = family or [find_model(name)]
        engines: list[Engine] = [load_engine(folder) for folder in folders]
        if delay_s is not None:
            engines = [answering(engine, delay_s) for engine in engines]
        if len({_asked(engine.card) for engine in engines}) > 1:
            raise ModelError(f"{name}: the models in it differ in classes, rate or delays")
        self._name, self._engines, self._is_family = name, engines, bool(family)

    @property
    def card(self) -> Card:
        """Of the first; classes, rate and delays are those of all."""
        return self._engines[0].card

    def engine(self, recording: Recording) -> Engine:
        """Returns the model for a recording.

        Raises:
            ModelError: every one of several models knows the person.
        """
        if not self._is_family:
            return self._engines[0]
        for engine in self._engines:
            if recording.subject in engine.card.held_out:
                return engine
        raise ModelError(
            f"{self._name}: none of the models there has left '{recording.subject}' out"
        )


def _asked(card: Card) -> tuple[object, ...]:
    """Returns what has to be the same for the figures of several models to be of one kind."""
    return card.classes, card.rate_hz, card.heads_steps, card.delay_steps


@dataclass(frozen=True, slots=True)
class Telling:
    """An engine with another card; it is an `Engine` itself."""

    engine: Engine
    card: Card

    @property
    def takes(self) -> Shapes:
        return self.engine.takes

    def run(self, inputs: Arrays) -> Arrays:
        return self.engine.run(inputs)


def answering(engine: Engine, delay_s: float) -> Engine:
    """Returns an engine telling another of the network's answers; what counts remains the same.

    Raises:
        UsageError: there is no such answer.
    """
    card, delays_s = engine.card, delays_of(engine.card)
    if delay_s not in delays_s:
        known = ", ".join(f"{s:g}" for s in delays_s)
        raise UsageError(f"the model answers after {known} s, not after {delay_s:g} s")
    steps = round(delay_s * card.rate_hz)
    counter = msgspec.structs.replace(card.counter, delay_steps=card.counter_delay_steps)
    return Telling(engine, msgspec.structs.replace(card, delay_steps=steps, counter=counter))


def delays_of(card: Card) -> tuple[float, ...]:
    """Returns how late a network's answers are, in seconds, the soonest first."""
    return tuple(sorted(steps / card.rate_hz for steps in card.heads_steps))


def judge(
    engine: Engine, recording: Recording, *, every_delay: bool = False, is_remounted: bool = False
) -> Judged:
    """Sends a recording through the recogniser, as it would go live.

    Args:
        engine: the network.
        recording: what is to be recognised.
        every_delay: ask for each of the network's answers, if there are several, a pass each.
        is_remounted: the phone sits otherwise from the middle on.

    Raises:
        DataError: it is too short.
        UsageError: it does not fit the model.
    """
    trace, delays_s = MountingTrace(), delays_of(engine.card)
    said = predict(engine, recording, trace.watch)
    others = {
        delay_s: predict(answering(engine, delay_s), recording)
        for delay_s in (delays_s if every_delay and len(delays_s) > 1 else ())
    }
    truth = Truth.of(recording)
    done, rate_hz = truth.repetitions, truth.rate_hz
    middle = len(recording.frames) // 2 if is_remounted else None
    first = trace.settling(done, rate_hz, end=middle)
    second = None if middle is None else trace.settling(done, rate_hz, first=middle)
    return Judged(
        recording.path,
        recording.subject,
        truth,
        said,
        others,
        engine.card.classes,
        first,
        second,
    )


def figures_of(judged: Sequence[Judged]) -> Figures:
    """Returns the figures of all recordings and of each person who can be scored.

    Raises:
        DataError: no recording is long enough.
    """
    pairs = [(each.truth, each.said) for each in judged]
    try:
        everyone = score(pairs)
    except ValueError as error:
        raise DataError(judged[0].path, str(error)) from error
    people: dict[str, Score] = {}
    for name in sorted({each.subject for each in judged}):
        theirs = [(each.truth, each.said) for each in judged if each.subject == name]
        with suppress(ValueError):
            people[name] = score(theirs)
    return Figures(
        everyone,
        people,
        reliability_of(pairs),
        settling_figures(each.settled for each in judged),
        settling_figures(each.settled_again for each in judged),
        unfamiliar(pairs, judged[0].classes) if judged[0].classes else None,
    )


def figures_by_delay_s(judged: Sequence[Judged]) -> dict[float, Figures]:
    """Returns the figures of each of the network's answers, the soonest first; none of only one."""
    delays_s = sorted(judged[0].by_delay_s)
    return {
        delay_s: figures_of([replace(j, said=j.by_delay_s[delay_s]) for j in judged])
        for delay_s in delays_s
    }


def _family(name: str) -> list[Path]:
    """Returns the folders of the models in a folder that is none itself."""
    folder = expanded(name)
    if name == DEFAULT or (folder / CARD_NAME).exists():
        return []
    return sorted(path.parent for path in folder.glob(f"*/{CARD_NAME}"))
