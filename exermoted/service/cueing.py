"""What the athlete is told to do at each moment, and what comes next."""

from exermoted.service.messages import Cue
from sessions.frames import Phase
from sessions.script import Script


class Cueing:
    """Follows a script; looked at once a tick, it only computes anew what changes."""

    def __init__(self, script: Script) -> None:
        self._script = script
        self._index = -1
        self._next: str | None = None
        self._next_s: float | None = None

    def at(self, time_s: float) -> Cue:
        """Returns what is to be done at a moment."""
        index = self._script.segment_index(time_s)
        if index != self._index:
            self._index = index
            self._look_ahead(time_s)
        segment = self._script.segments[index]
        label = segment.label
        return Cue(
            phase=label.phase.value,
            exercise=None if label.phase is Phase.SET_BREAK else label.exercise,
            set=label.set,
            repetition=label.repetition,
            left_s=_left(segment.end_s, time_s),
            remaining_s=_left(self._script.duration_s, time_s),
            next=self._next,
            next_in_s=None if self._next_s is None else _left(self._next_s, time_s),
        )

    def _look_ahead(self, time_s: float) -> None:
        coming = self._script.next_set_at(time_s)
        self._next = coming.label.exercise if coming else None
        self._next_s = coming.start_s if coming else None


def _left(until_s: float, time_s: float) -> float:
    return round(max(until_s - time_s, 0.0), 3)
