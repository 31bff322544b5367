"""What a source of samples is: the one seam between the outside and everything behind it."""

import contextlib
import heapq
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from recorder.heard import SensorState
from sessions.channels import Stream
from sessions.frames import Sample

Clock = Callable[[], float]
"""Returns the time in seconds on one monotonic clock; its zero means nothing."""


class Source(Protocol):
    """Something that samples come from.

    A driver's callback only hands its bytes over to an inbox; whoever samples drains the inbox
    with `read` at each tick. A simulated source makes its samples up as it is read, so that
    what it gives depends on the ticks alone and never on how fast they come.
    """

    @property
    def streams(self) -> tuple[Stream, ...]:
        """The streams it can give, known before it is opened."""

    @property
    def ended(self) -> bool:
        """Whether no sample will come any more; true for a replay past its end."""

    async def open(self, clock: Clock) -> None:
        """Starts it; samples are stamped with ``clock``.

        Raises:
            SourceError: it cannot be opened; says what to do.
        """

    async def close(self) -> None:
        """Stops it and gives back what it owns; does nothing where it is not open."""

    def read(self, until_s: float) -> Iterable[Sample]:
        """Returns the samples that arrived up to ``until_s`` since the last call, by time."""

    def notes(self) -> Sequence[str]:
        """Returns what happened since the last call and a person should know, a line each."""

    def sensors(self) -> Sequence[SensorState]:
        """Returns how well each sensor is heard, where the source knows."""


class Together:
    """Several sources as one."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self._sources = tuple(sources)

    @property
    def streams(self) -> tuple[Stream, ...]:
        return tuple(stream for source in self._sources for stream in source.streams)

    @property
    def ended(self) -> bool:
        return all(source.ended for source in self._sources)

    async def open(self, clock: Clock) -> None:
        async with contextlib.AsyncExitStack() as opened:
            for source in self._sources:
                await source.open(clock)
                opened.push_async_callback(source.close)
            opened.pop_all()  # only where one of them fails are the others closed again

    async def close(self) -> None:
        for source in reversed(self._sources):
            await source.close()

    def read(self, until_s: float) -> Iterable[Sample]:
        return heapq.merge(
            *(source.read(until_s) for source in self._sources), key=lambda sample: sample.time_s
        )

    def notes(self) -> Sequence[str]:
        return [note for source in self._sources for note in source.notes()]

    def sensors(self) -> Sequence[SensorState]:
        return [sensor for source in self._sources for sensor in source.sensors()]
