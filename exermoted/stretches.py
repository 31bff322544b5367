"""What an export and its source are compared on: a recording, or rows that are made up."""

from collections.abc import Mapping

import numpy as np

from inference.watching import Rows
from models.card import Card
from models.rotations import Matrix
from models.windows import Floats
from recorder.simulator.athlete import RATE_HZ, Athlete, Motion
from recorder.simulator.population import packaged_population
from sessions.channels import AXES, PHONE
from sessions.errors import DataError
from sessions.exercises import load_exercises
from sessions.recording import Recording
from sessions.script import generate

MADE_UP_S = 60.0
_SEED = 1
_BEGIN_S = 10.0
"""After which the athlete has begun to move."""
_LACKING = slice(0.4, 0.5)
"""Of the made-up rows, the part in which what may be missing is."""
_SPREAD = 0.5
"""Of a channel that no athlete makes up, in its own unit."""


def recorded_rows(recording: Recording, card: Card) -> Floats:
    """Returns a recording's rows as a model meets them live, (rows, channels).

    Raises:
        UsageError: it lacks a channel of the model, or has another rate.
        DataError: no row of it is complete.
    """
    columns = [channel.column for channel in recording.channels]
    complete = Rows(card, columns, recording.rate_hz)
    rows = [np.array(row) for row in map(complete.push, recording.frames) if row is not None]
    if not rows:
        raise DataError(recording.path, "has no frame with all that the model needs")
    return np.stack(rows)


def made_up_rows(card: Card) -> Floats:
    """Returns what a simulated athlete's sensors read, (rows, channels), always the same.

    For a while what may be missing is. A channel that an athlete does not wear is noise.
    """
    exercises = load_exercises()
    script = generate(exercises, _SEED, _BEGIN_S + MADE_UP_S)
    read = _columns(Athlete(packaged_population(), _SEED).perform(script))
    rows = round(MADE_UP_S * card.rate_hz)
    times = np.round((_BEGIN_S + np.arange(rows) / card.rate_hz) * RATE_HZ).astype(np.int64)
    noise = _SPREAD * np.random.default_rng(_SEED).standard_normal((rows, len(card.channels)))
    x = noise.astype(np.float32)
    for place, channel in enumerate(card.channels):
        if channel in read:
            x[:, place] = read[channel][times]
    lacking = slice(round(_LACKING.start * rows), round(_LACKING.stop * rows))
    x[lacking, [channel in card.optional for channel in card.channels]] = np.nan
    return x


def _columns(motion: Motion) -> Mapping[str, Matrix]:
    """Returns what an athlete's sensors read, by column."""
    vectors = {
        (PHONE.name, "gravity", "g"): motion.gravity_g,
        (PHONE.name, "acceleration", "g"): motion.acceleration_g,
        (PHONE.name, "rotation", "rad_s"): motion.rotation_rad_s,
        **{(place, "acceleration", "g"): read for place, read in motion.places_g.items()},
    }
    return {
        f"{stream}.{quantity}_{axis}_{unit}": read[:, number]
        for (stream, quantity, unit), read in vectors.items()
        for number, axis in enumerate(AXES)
    }
