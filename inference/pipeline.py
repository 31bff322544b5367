"""The streaming recogniser: one frame in, at most one decision and some events out."""

from collections.abc import Generator, Sequence
from dataclasses import replace

from inference.deciding import Decider, Step
from inference.engine import Arrays, Engine
from inference.events import Event, State
from inference.mounting import Mounted
from inference.sitting import MountingNews
from inference.unknown import UnknownMovement
from inference.watching import run_through, watcher
from sessions.frames import Frame

__all__ = ["Pipeline", "Step"]


class Pipeline:
    """Recognises and counts, frame by frame.

    What it says at a frame comes from that frame and those before it alone.

    Args:
        engine: the network.
        columns: names of a frame's values.
        rate_hz: of the frames.

    Raises:
        UsageError: the frames lack a channel of the model, or come at another rate.
    """

    def __init__(self, engine: Engine, columns: Sequence[str], rate_hz: float) -> None:
        self._engine = engine
        self._watcher = watcher(engine, columns, rate_hz)
        self._decider = Decider(engine.card)
        self._news = MountingNews()
        self._unknown = UnknownMovement(engine.card, columns) if engine.card.unknown else None

    @property
    def state(self) -> State:
        return self._decider.state

    @property
    def mounted(self) -> Mounted | None:
        """How the phone sits; None where the model does not ask."""
        return self._watcher.mounted

    def push(self, frame: Frame) -> Step:
        """Takes the next frame."""
        return run_through(self.look(frame), self._engine.run)

    def look(self, frame: Frame) -> Generator[Arrays, Arrays, Step]:
        """Takes the next frame, and leaves the network to somebody else.

        It yields the inputs of each run, a batch of one that is valid until the outputs are sent.
        """
        scores = yield from self._watcher.look(frame)
        step = self._decider.push(frame.tick, frame.time_s, scores)
        if self._unknown is not None:
            step = self._with_movements(self._unknown.push(frame, step), frame.time_s)
        news = self._news.push(frame.time_s, self.mounted)
        return replace(step, events=(*step.events, *news)) if news else step

    def restart(self) -> None:
        """Takes that the next frame does not follow the one before it."""
        self._watcher.restart()
        if self._unknown is not None:
            self._unknown.restart()

    def _with_movements(self, step: Step, time_s: float) -> Step:
        """Returns the step with what is news of the sets of movements without a name."""
        assert self._unknown is not None
        is_over = not self._unknown.is_counting
        events = self._decider.take(step.movements, time_s, is_over=is_over)
        return replace(step, events=(*step.events, *events)) if events else step

    def finish(self, time_s: float) -> tuple[Event, ...]:
        """Ends the stream; a set that is still open is closed."""
        return self._decider.finish(time_s)
