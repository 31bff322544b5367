"""Evaluation: recordings through the live recogniser."""

from collections.abc import Callable

from inference.engine import Engine
from inference.mounting import Mounted
from inference.pipeline import Pipeline, Step
from models.predictions import Predictions, PredictionsBuilder
from sessions.errors import DataError
from sessions.recording import Recording


def predict(
    engine: Engine, recording: Recording, watch: Callable[[Mounted | None], None] = lambda _: None
) -> Predictions:
    """Sends a recording through the recogniser in one pass, as it would go live.

    Args:
        engine: the network.
        recording: what is to be recognised.
        watch: is told after each frame what is known of how the phone sits.

    Raises:
        UsageError: the recording lacks a channel of the model, or has another rate.
        DataError: it is shorter than a window.
    """
    check_length(recording, engine.card.window_steps)
    columns = [channel.column for channel in recording.channels]
    pipeline = Pipeline(engine, columns, recording.rate_hz)
    said = PredictionsBuilder(len(recording.frames))
    for frame in recording.frames:
        step = pipeline.push(frame)
        watch(pipeline.mounted)
        note(said, step, frame.tick)
    return said.build()


def note(said: PredictionsBuilder, step: Step, tick: int) -> None:
    """Adds what a frame gave to the predictions."""
    if step.decision is None:
        return
    about = step.decision.about_tick
    said.tell(tick, step.activity or "")
    said.label(about, step.decision.activity, tick, step.decision.score)
    for counted in step.counted:
        said.count(counted.about_tick, counted.exercise, tick)
    for movement in step.movements:
        said.move(movement.about_tick, movement.exercise, tick)


def check_length(recording: Recording, window_steps: int) -> None:
    """Checks that a recording fills at least one window.

    Raises:
        DataError: it does not.
    """
    frames = len(recording.frames)
    if frames < window_steps:
        raise DataError(
            recording.path, f"has {frames} frames, fewer than a window ({window_steps})"
        )
