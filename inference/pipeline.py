"""The streaming recogniser: one frame in, at most one decision and some events out."""

from collections.abc import Sequence

from inference.cutting import Cutter
from inference.deciding import Decider, Step
from inference.engine import Engine
from inference.events import Event, State
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
        self._cutter = Cutter(engine.card, columns, rate_hz)
        self._decider = Decider(engine.card)

    @property
    def state(self) -> State:
        return self._decider.state

    def push(self, frame: Frame) -> Step:
        """Takes the next frame."""
        window = self._cutter.push(frame)
        scores = None if window is None else self._engine.scores(window)
        return self._decider.push(frame.tick, frame.time_s, scores)

    def finish(self, time_s: float) -> tuple[Event, ...]:
        """Ends the stream; a set that is still open is closed."""
        return self._decider.finish(time_s)
