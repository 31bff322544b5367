"""The one loop of the program: a source sampled at a metronome's ticks."""

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator, Callable, Iterator
from types import TracebackType
from typing import Self

from recorder.metronome import Metronome
from recorder.sampler import Sampler, Tick
from recorder.source import Source
from sessions.frames import Frame, Sample


class Feed:
    """An open source and the frames it gives; use it with ``async with``.

    Attributes:
        sampler: holds the counts of each stream.
        start_s: when tick 0 is due, on the metronome's clock.
    """

    def __init__(self, source: Source, metronome: Metronome, rate_hz: float) -> None:
        self.source = source
        self.rate_hz = rate_hz
        self._metronome = metronome

    async def __aenter__(self) -> Self:
        await self.source.open(self._metronome.now)
        self.start_s = self._metronome.now()
        self.sampler = Sampler(self.source.streams, self.rate_hz, self.start_s)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.source.close()

    async def frames(
        self, stop: asyncio.Event, tap: Callable[[Sample], None] | None = None
    ) -> AsyncIterator[tuple[Tick, Frame]]:
        """Yields each tick with its frame until ``stop`` is set or the source has ended.

        Args:
            stop: looked at once a tick.
            tap: is given every sample as it arrived.
        """
        async for tick in self._metronome.ticks(self.start_s, self.rate_hz):
            if stop.is_set() or (tick.number and self.source.ended):
                return
            for sample in self.source.read(tick.due_s):
                self.sampler.take(sample)
                if tap is not None:
                    tap(sample)
            yield tick, self.sampler.frame(tick)


@contextlib.contextmanager
def interruption() -> Iterator[asyncio.Event]:
    """Gives an event that SIGINT and SIGTERM set, in place of what they do otherwise."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    signals = (signal.SIGINT, signal.SIGTERM)
    for number in signals:
        loop.add_signal_handler(number, stop.set)
    try:
        yield stop
    finally:
        for number in signals:
            loop.remove_signal_handler(number)
