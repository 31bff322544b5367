"""What a network's answer comes to."""

from dataclasses import dataclass

import numpy as np

from inference.engine import Scores
from models.card import Card


@dataclass(frozen=True, slots=True)
class Decision:
    """What one step of inference said.

    Attributes:
        tick: at whose frame it was known.
        about_tick: the frame that it is about.
        activity: `BREAK` or an exercise.
        score: of that activity, 0 to 1.
    """

    tick: int
    about_tick: int
    activity: str
    score: float


class Reader:
    """Reads one of a network's answers.

    Args:
        card: of the network.
        delay_steps: which answer: how many rows ago that is which it is about.
    """

    def __init__(self, card: Card, delay_steps: int) -> None:
        self._classes = card.classes
        self._phases = card.phases
        self._head = card.heads_steps.index(delay_steps)
        self._delay_steps = delay_steps

    def of(self, scores: Scores) -> Scores:
        """Returns the answer, (outputs,), out of all of them, (heads, outputs)."""
        answer: Scores = scores[self._head]
        return answer

    def decision(self, tick: int, answer: Scores) -> Decision:
        """Returns what the answer to a frame comes to."""
        activities = activity_scores(answer) if self._phases else answer
        return self._decision(tick, int(activities.argmax()), float(activities.max()))

    def decisions(self, answers: Scores) -> list[Decision]:
        """Returns what each of many answers comes to; those without one are about nothing.

        Args:
            answers: (steps, outputs), from the first step on.
        """
        activities = activity_scores(answers) if self._phases else answers
        best, scores = activities.argmax(axis=1).tolist(), activities.max(axis=1).tolist()
        return list(map(self._decision, range(len(answers)), best, scores))

    def _decision(self, tick: int, best: int, score: float) -> Decision:
        return Decision(tick, tick - self._delay_steps, self._classes[best], score)


def activity_scores(phases: Scores) -> Scores:
    """Returns the scores of break and exercises, (..., exercises + 1), from those of their phases.

    Args:
        phases: (..., outputs), the break, then the first and second half of each exercise.
    """
    scores: Scores = np.empty((*phases.shape[:-1], phases.shape[-1] // 2 + 1), np.float32)
    scores[..., 0] = phases[..., 0]
    np.add(phases[..., 1::2], phases[..., 2::2], out=scores[..., 1:])
    return scores
