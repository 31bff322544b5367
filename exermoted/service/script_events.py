"""What a recording's script had the athlete do, told as live counting tells it."""

from collections.abc import Iterator, Sequence

from inference.events import Repetition, SetEnded
from sessions.frames import Label, Phase


class ScriptCounter:
    """Counts the repetitions of a script as its labels go by.

    A repetition is done when its second half is over; a set ends with the set break or the
    workout.
    """

    def __init__(self) -> None:
        self._label: Label | None = None
        self._done: Repetition | None = None

    def push(self, label: Label, time_s: float) -> Iterator[Repetition | SetEnded]:
        """Takes the label of the next tick and yields what is over by then."""
        before, self._label = self._label, label
        if before == label or before is None:
            return
        if before.phase is Phase.SECOND_HALF:
            yield self._repetition(before, time_s)
        if before.set != label.set:
            yield from self.end_set(time_s)

    def finish(self, time_s: float) -> Iterator[Repetition | SetEnded]:
        """Ends a workout that is over: with it a repetition in its second half is done."""
        before, self._label = self._label, None
        if before is not None and before.phase is Phase.SECOND_HALF:
            yield self._repetition(before, time_s)
        yield from self.end_set(time_s)

    def end_set(self, time_s: float) -> Iterator[SetEnded]:
        """Ends the set that is open, if one is."""
        done, self._done = self._done, None
        if done is not None:
            yield SetEnded(
                time_s=time_s, exercise=done.exercise, repetitions=done.count, set=done.set
            )

    def _repetition(self, label: Label, time_s: float) -> Repetition:
        self._done = Repetition(
            time_s=time_s,
            exercise=label.exercise or "",
            count=(self._done.count if self._done else 0) + 1,
            set=label.set or 0,
            about_s=time_s,
        )
        return self._done


def events_of(
    labels: Sequence[Label], rate_hz: float, *, is_over: bool
) -> Iterator[Repetition | SetEnded]:
    """Yields what a recording told as it went on.

    Args:
        labels: one per frame.
        rate_hz: of the frames.
        is_over: whether the workout came to its end.
    """
    counter = ScriptCounter()
    for tick, label in enumerate(labels):
        yield from counter.push(label, tick / rate_hz)
    end_s = len(labels) / rate_hz
    yield from counter.finish(end_s) if is_over else counter.end_set(end_s)
