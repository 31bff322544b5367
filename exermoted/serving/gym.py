"""All athletes who are served, each by the name of its phone."""

from collections import Counter

from exermoted.serving.athlete import Athlete
from exermoted.serving.batcher import Batcher
from exermoted.serving.figures import Latencies, Served
from inference.engine import MOST_AT_ONCE, Engine
from recorder.phone import page
from recorder.phone.edges.outlet import Outlet
from recorder.phone.intake import Refusal
from recorder.source import Clock

MOST_ATHLETES = 200
FORGET_S = 60.0
"""How long the count of a phone that has fallen silent is kept."""


class Gym:
    """Takes what phones send and lets each have its answers.

    Args:
        engine: the network.
        clock: stamps what arrives.
        most: athletes at once; others are refused until one is forgotten.
        at_once: how many go through the network at once.

    Attributes:
        batcher: answers; somebody must run it.
        most: athletes at once.

    Raises:
        UsageError: the network needs more than a phone.
    """

    def __init__(
        self, engine: Engine, clock: Clock, most: int = MOST_ATHLETES, at_once: int = MOST_AT_ONCE
    ) -> None:
        self._engine = engine
        self._clock = clock
        self.most = most
        self._athletes: dict[str, Athlete] = {}
        self._wearers: dict[Outlet, Athlete | None] = {}
        self._refused: Counter[Refusal] = Counter()
        self._lost = 0
        self._latencies = Latencies(clock)
        self.batcher = Batcher(engine, self._latencies.take, at_once)
        Athlete(engine, clock)  # one that cannot be served is told before anybody connects

    def enter(self, outlet: Outlet) -> None:
        self._wearers[outlet] = None

    def leave(self, outlet: Outlet) -> None:
        self._lost += outlet.lost
        self._wear(outlet, None)
        del self._wearers[outlet]

    def hear(self, message: page.Message, outlet: Outlet | None) -> page.Reply:
        device = message.batch.device
        athlete = self._athletes.get(device) or self._admit(device)
        if athlete is None or athlete.is_behind:
            reason = Refusal.TOO_FAST if athlete else Refusal.NO_ROOM
            return page.Reply(taken=message.number, refused=self.refuse(reason, device))
        if outlet is not None:
            self._wear(outlet, athlete)
        athlete.intake.take(message.batch)
        for question in athlete.questions(self._clock()):
            self.batcher.ask(question)
        reply = page.Reply.to(message, athlete.intake.convention_of(device))
        return reply if outlet else reply.showing(athlete.shown)

    def refuse(self, reason: Refusal, detail: str) -> Refusal:  # noqa: ARG002 # only counted here
        self._refused[reason] += 1
        return reason

    def forget(self) -> None:
        """Forgets those who have been silent for long."""
        since_s = self._clock() - FORGET_S
        for device, athlete in tuple(self._athletes.items()):
            if athlete.heard_s < since_s:
                del self._athletes[device]

    def served(self) -> Served:
        """Returns the figures since the last call."""
        connected = sum(athlete.outlet is not None for athlete in self._athletes.values())
        lost = self._lost + sum(outlet.lost for outlet in self._wearers)
        refused = {str(reason): count for reason, count in self._refused.items()}
        return self._latencies.served(len(self._athletes), connected, lost, refused)

    def _wear(self, outlet: Outlet, athlete: Athlete | None) -> None:
        """Takes that a page is this athlete's; whose it was is told no more there."""
        before = self._wearers[outlet]
        if before is not None and before.outlet is outlet:
            before.outlet = None
        self._wearers[outlet] = athlete
        if athlete is not None:
            athlete.outlet = outlet

    def _admit(self, device: str) -> Athlete | None:
        self.forget()
        if len(self._athletes) >= self.most:
            return None
        athlete = self._athletes[device] = Athlete(self._engine, self._clock)
        return athlete
