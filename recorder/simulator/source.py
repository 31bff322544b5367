"""The simulated athlete as a source: a phone's lines and the packets of six Nearables."""

import asyncio
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from recorder.heard import SensorState
from recorder.simulator.athlete import Athlete
from recorder.simulator.population import Population, packaged_population
from recorder.simulator.senders import NearableSender, PhoneSender
from recorder.simulator.timeline import Floats
from recorder.simulator.variation import generator
from recorder.source import Clock
from sessions.channels import PHONE, Stream, nearable
from sessions.frames import Sample
from sessions.script import Script

Integers = NDArray[np.int64]


class _Coming(NamedTuple):
    """What will arrive, by time; as arrays, since the packets of a workout are many."""

    times_s: Floats
    senders: Integers
    indices: Integers

    def at(self, number: int) -> tuple[float, int, int]:
        """Returns when a packet arrives, by which sender, and which of its packets it is."""
        return float(self.times_s[number]), int(self.senders[number]), int(self.indices[number])


_NOTHING = _Coming(np.empty(0), np.empty(0, np.int64), np.empty(0, np.int64))


class SimulatedSource:
    """An athlete who does a workout from the moment the source is opened.

    What it gives depends on the arguments alone, never on when it is read.

    Args:
        script: the workout that the athlete hears.
        seed: of the person, of each repetition and of what the radio loses.
        population: the people whom the athlete resembles; by default those of the public
            Exermote recordings.
        lag_s: how late the athlete follows the cues; drawn where it is not given.
    """

    def __init__(
        self,
        script: Script,
        seed: int,
        population: Population | None = None,
        lag_s: float | None = None,
    ) -> None:
        self._script = script
        self._seed = seed
        self._population = packaged_population() if population is None else population
        self._athlete = Athlete(self._population, seed, lag_s)
        self._senders: Sequence[PhoneSender | NearableSender] = ()
        self._coming = _NOTHING
        self._next = 0
        self._start_s = 0.0

    @property
    def streams(self) -> tuple[Stream, ...]:
        return (PHONE, *(nearable(place) for place in self._population.links))

    @property
    def ended(self) -> bool:
        return bool(self._senders) and self._next == len(self._coming.times_s)

    async def open(self, clock: Clock) -> None:
        """Makes the athlete begin.

        Raises:
            SourceError: the script asks for an exercise that the population does not know.
        """
        self._senders, self._coming = await asyncio.to_thread(self._perform)
        self._next = 0
        self._start_s = clock()

    def _perform(self) -> tuple[Sequence[PhoneSender | NearableSender], _Coming]:
        motion = self._athlete.perform(self._script)
        senders: Sequence[PhoneSender | NearableSender] = (
            PhoneSender(motion),
            *(
                NearableSender(place, motion.places_g[place], link, generator(self._seed, place))
                for place, link in self._population.links.items()
            ),
        )
        return senders, _by_time(senders)

    async def close(self) -> None:
        pass

    def read(self, until_s: float) -> Iterable[Sample]:
        samples: list[Sample] = []
        while self._next < len(self._coming.times_s):
            time_s, sender, index = self._coming.at(self._next)
            if self._start_s + time_s > until_s:
                break
            sample = self._senders[sender].sample(index, self._start_s + time_s)
            if sample is not None:
                samples.append(sample)
            self._next += 1
        return samples

    def notes(self) -> Sequence[str]:
        return ()

    def sensors(self) -> Sequence[SensorState]:
        return ()


def _by_time(senders: Sequence[PhoneSender | NearableSender]) -> _Coming:
    """Returns when what is sent arrives, by which sender, which of its packets."""
    counts = [len(sender.times_s) for sender in senders]
    times_s = np.concatenate([sender.times_s for sender in senders])
    numbers = np.repeat(np.arange(len(senders)), counts)
    indices = np.concatenate([np.arange(count) for count in counts])
    order = np.lexsort((indices, numbers, times_s))
    return _Coming(times_s[order], numbers[order], indices[order])
