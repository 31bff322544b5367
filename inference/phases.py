"""Counting by the cycle of a repetition: its first half, its turn, its second half.

Evidence is summed up: each step adds the probability of a half to that half's sum and takes off
what speaks against it, so that a flicker adds little and a pause takes little away. These are
one-sided cumulative sums (Page, Continuous Inspection Schemes, Biometrika 41, 1954). Both sums as
shares of those of a usual repetition, added up, are the evidence for one. Where it is enough for
certainty, the repetition counts as it is about to end by how long it usually takes, or at once
where it ends sooner. Where it is less, another repetition of its set makes up for it: one that
was counted just before, or the next one, with which it is counted then.
"""

from collections.abc import Sequence
from dataclasses import replace

from inference.decision import Decision
from inference.engine import Scores
from inference.evidence import Candidate, Evidence
from models.card import Card
from models.repetitions import Counted, Movement
from sessions.errors import ModelError

NEAR_S = 4.5
"""Repetitions of a set are no farther apart than this."""
SLOW = 1.5
"""A first half so many times as long as usual makes a second half expected that is, too."""
STILL = 0.98
"""A break so probable changes nothing where nothing is begun."""

Found = list[Counted | Movement]


class PhaseCounter:
    """Follows the phases of each exercise.

    Args:
        card: of a network that answers with phases.

    Raises:
        ModelError: the network does not, or its card does not say how long a repetition is.
    """

    def __init__(self, card: Card) -> None:
        settings, exercises = card.counter, card.classes[1:]
        if not card.phases or set(exercises) - set(settings.halves):
            raise ModelError("the counter 'phases' needs a network of phases, and their lengths")
        self._settings = settings
        self._near_steps = round(NEAR_S * card.rate_hz)
        self._delay_steps = card.counter_delay_steps
        self._evidence = [Evidence(name, settings, card.rate_hz) for name in exercises]
        self._held: Candidate | None = None
        self._last: Counted | None = None

    def push(self, decision: Decision, scores: Scores) -> Sequence[Counted | Movement]:
        tick = decision.about_tick
        found: Found = []
        held = self._held
        if held is not None and tick - held.movement.end_tick > 2 * self._near_steps:
            self._release(found)
        phases: list[float] = scores.tolist()
        if phases[0] >= STILL and all(evidence.is_idle for evidence in self._evidence):
            return found
        best = self._evidence[0]
        for number, evidence in enumerate(self._evidence):
            over = evidence.push(tick, phases[2 * number + 1], phases[2 * number + 2])
            if over is not None:
                self._take(over, found)
            if evidence.sum > best.sum:
                best = evidence
        if self._is_enough(best) and self._is_time(best, tick):
            self._count(best, tick, found)
        return found

    def reset(self) -> None:
        self._held = self._last = None
        for evidence in self._evidence:
            evidence.end()
            evidence.clear()

    def _is_enough(self, evidence: Evidence) -> bool:
        last = self._last
        in_set = (
            last is not None
            and last.exercise == evidence.exercise
            and evidence.start_tick - last.about_tick <= self._near_steps
        )
        return evidence.sum >= (self._settings.likely if in_set else self._settings.sure)

    def _is_time(self, evidence: Evidence, tick: int) -> bool:
        if evidence.is_over:
            return True
        left = self._settings.halves[evidence.exercise].turn_to_end_steps
        if evidence.slowness > SLOW:
            left *= evidence.slowness
        return tick >= evidence.turn_tick + left - self._delay_steps

    def _count(self, evidence: Evidence, tick: int, found: Found) -> None:
        held = self._held
        if held is not None and self._precedes(held.movement, evidence):
            self._held = None
            movement = replace(held.movement, counted=True)
            start, turn = movement.start_tick, movement.turn_tick
            found += [Counted(movement.exercise, held.about_tick, start, turn), movement]
        self._release(found)
        for other in self._evidence:
            ended = other.end()
            if ended is not None:
                found.append(ended)
            if other is not evidence:
                other.clear()
        self._last = evidence.count(tick)
        found.append(self._last)

    def _precedes(self, movement: Movement, evidence: Evidence) -> bool:
        return (
            movement.exercise == evidence.exercise
            and evidence.start_tick - movement.end_tick <= self._near_steps
        )

    def _take(self, over: Movement | Candidate, found: Found) -> None:
        if isinstance(over, Movement):
            found.append(over)
        elif over.evidence >= self._settings.possible:
            self._release(found)
            self._held = over
        elif not self._is_rest(over.movement):
            found.append(over.movement)

    def _is_rest(self, movement: Movement) -> bool:
        """Whether it is what came of a second half after a pause that ended a repetition."""
        last = self._last
        return (
            last is not None
            and last.exercise == movement.exercise
            and movement.first_steps == 0
            and movement.start_tick - last.about_tick <= self._near_steps
        )

    def _release(self, found: Found) -> None:
        """Tells that what was held is no repetition."""
        held, self._held = self._held, None
        if held is not None:
            found.append(held.movement)
