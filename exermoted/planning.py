"""From what is asked for to a workout that can begin: checked before anything is opened."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import msgspec

from exermoted.config import Config
from exermoted.packaged import find_model
from exermoted.recording import Plan
from exermoted.service.orders import LiveOrder, RecordOrder
from exermoted.sounds import cues_of, sound_of
from exermoted.sources import Origin, open_origin, own_phone
from inference.engine import Engine
from inference.taught import load_engine
from recorder.sound.player import Sound
from recorder.source import Source
from sessions.exercises import load_exercises
from sessions.script import generate
from sessions.subject import slug


@dataclass(frozen=True)
class Recording:
    """A recording that can begin.

    Attributes:
        plan: what is to be recorded.
        origin: where the samples come from.
        sound: what the cues are heard from.
        rate_hz: of the frames.
    """

    plan: Plan
    origin: Origin
    sound: Sound
    rate_hz: float


@dataclass(frozen=True)
class Counting:
    """Live recognition that can begin.

    Attributes:
        origin: where the samples come from.
        engine: the network.
        sound: what the counts are heard from.
    """

    origin: Origin
    engine: Engine
    sound: Sound


def plan_recording(
    config: Config,
    order: RecordOrder,
    seed: int,
    phone: Callable[[Config], Source] = own_phone,
) -> Recording:
    """Returns the recording that is ordered; opens nothing.

    Args:
        config: says what the order leaves open.
        order: what is asked for; its seed is drawn already.
        seed: of the workout.
        phone: makes the source of a phone's samples.

    Raises:
        UsageError: what is asked for cannot be.
        DataError: the exercises, the language or the recording to replay cannot be read.
    """
    slug(order.subject)
    exercises = load_exercises(config.exercises)
    script = generate(exercises, seed, order.duration_s)
    origin = open_origin(order.source, config, script, seed, order.speed, phone)
    plan = Plan(
        subject=order.subject,
        script=origin.script,
        exercises=None if origin.is_replay else exercises,
        parent=config.sessions,
        source=order.source or config.source or "",
        sensors={str(place): sensor for place, sensor in config.sensors.items()},
        cues=cues_of(config, origin.script, exercises),
    )
    sound = sound_of(config, quiet=order.quiet or order.speed != 1)
    return Recording(plan, origin, sound, order.rate_hz)


def plan_counting(
    config: Config,
    order: LiveOrder,
    seed: int,
    phone: Callable[[Config], Source] = own_phone,
) -> Counting:
    """Returns the live recognition that is ordered; opens nothing.

    Args:
        config: says what the order leaves open.
        order: what is asked for; its seed is drawn already.
        seed: of a simulated workout.
        phone: makes the source of a phone's samples.

    Raises:
        UsageError: what is asked for cannot be.
        DataError: the exercises, the language or the recording to replay cannot be read.
        ModelError: there is no such model.
    """
    script = generate(load_exercises(config.exercises), seed, order.duration_s)
    origin = open_origin(order.source, config, script, seed, order.speed, phone)
    engine = load_engine(find_model(order.model or config.model))
    return Counting(origin, engine, sound_of(config, quiet=not order.speak))


def with_choices(config: Config, exercises: Path | None, sessions: Path | None = None) -> Config:
    """Returns the configuration with what the command line says in its place."""
    changes = {"exercises": exercises, "sessions": sessions}
    given = {name: path for name, path in changes.items() if path is not None}
    return msgspec.structs.replace(config, **given)
