"""Asking: what a streaming network answers to recordings, before anything is decided on it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from exermoted.evaluating import note
from inference.deciding import Decider
from inference.engine import Array, Engine
from inference.watching import run_through, watcher
from models.calibration import fit_temperature, tempered
from models.card import Card
from models.judging import Truth
from models.labels import Ints, phase_indices
from models.predictions import Predictions, PredictionsBuilder
from sessions.recording import Recording


@dataclass(frozen=True, eq=False)
class Answered:
    """What was answered to a recording of somebody whom the network has not seen.

    Attributes:
        subject: who is in it.
        truth: what was really done.
        phases: (frames,), what of it the network was asked for.
        scores: (frames, heads, outputs), known at each frame; NaN where nothing was.
    """

    subject: str
    truth: Truth
    phases: Ints
    scores: Array


def ask(engine: Engine, recording: Recording) -> Answered:
    """Sends a recording through the network in one pass, as it would go live.

    Raises:
        UsageError: the recording lacks a channel of the model, or has another rate.
    """
    card = engine.card
    columns = [channel.column for channel in recording.channels]
    watching = watcher(engine, columns, recording.rate_hz)
    shape = (len(recording.frames), len(card.heads_steps), card.outputs)
    scores = np.full(shape, np.nan, np.float32)
    for row, frame in enumerate(recording.frames):
        known = run_through(watching.look(frame), engine.run)
        if known is not None:
            scores[row] = known
    truth = Truth.of(recording)
    familiar = [name if name in card.classes else card.classes[0] for name in truth.names]
    phases = phase_indices(recording.labels, familiar, card.classes)
    return Answered(recording.subject, truth, phases, scores)


def fitted_temperatures(
    answered: Iterable[Answered], delays_steps: tuple[int, ...]
) -> tuple[float, ...]:
    """Returns the temperature of each head under which the true phases are likeliest."""
    everything = list(answered)
    temperatures = []
    for head, delay_steps in enumerate(delays_steps):
        scores, phases = [], []
        for each in everything:
            known = each.scores[delay_steps:, head]
            complete = ~np.isnan(known[:, 0])
            scores.append(known[complete])
            phases.append(each.phases[: len(known)][complete])
        temperatures.append(fit_temperature(np.concatenate(scores), np.concatenate(phases)))
    return tuple(temperatures)


def at_temperatures(answered: Answered, temperatures: tuple[float, ...]) -> Answered:
    """Returns the same answers with each head at its temperature."""
    heads = [tempered(answered.scores[:, h], t) for h, t in enumerate(temperatures)]
    return replace(answered, scores=np.stack(heads, axis=1).astype(np.float32))


def decided(card: Card, answered: Answered) -> Predictions:
    """Returns what a recogniser of this card tells where the network answers so."""
    decider = Decider(card)
    said = PredictionsBuilder(len(answered.scores))
    for tick, scores in enumerate(answered.scores):
        known = None if np.isnan(scores[0, 0]) else scores
        note(said, decider.push(tick, tick / answered.truth.rate_hz, known), tick)
    return said.build()
