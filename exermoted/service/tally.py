"""What is counted at each moment of a live workout."""

from exermoted.service.messages import Count
from inference.events import Repetition
from inference.pipeline import Step


class Tally:
    """Follows recognition; looked at once a tick."""

    def __init__(self) -> None:
        self._last = Count(
            state="initializing", activity=None, score=0.0, exercise=None, count=0, set=0
        )

    def after(self, step: Step) -> Count:
        """Returns what is recognised and counted after the next step."""
        decision, last = step.decision, self._last
        counted = next((e for e in reversed(step.events) if isinstance(e, Repetition)), None)
        self._last = Count(
            state="evaluating" if decision else "initializing",
            activity=step.activity,
            score=round(step.score or 0.0, 3),
            exercise=counted.exercise if counted else last.exercise,
            count=counted.count if counted else last.count,
            set=counted.set if counted else last.set,
        )
        return self._last
