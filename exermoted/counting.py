"""Counts repetitions live."""

import asyncio
from collections.abc import Callable
from typing import Protocol

from exermoted.feed import Feed
from inference.events import Event
from inference.pipeline import Pipeline, Step
from sessions.frames import Frame


class LiveScreen(Protocol):
    """Something that shows what is recognised; it must not wait."""

    def show(self, frame: Frame, step: Step) -> None: ...


async def count(
    feed: Feed,
    make_pipeline: Callable[[tuple[str, ...]], Pipeline],
    screen: LiveScreen,
    tell: Callable[[Event], None],
    stop: asyncio.Event,
) -> None:
    """Recognises until the source has ended or ``stop`` is set.

    Args:
        feed: where the frames come from.
        make_pipeline: makes the recogniser for frames with the given columns.
        screen: is shown every step.
        tell: is given every event.
        stop: looked at once a tick.

    Raises:
        SourceError: the source cannot be opened.
        UsageError: the source does not give what the model needs.
    """
    columns = tuple(c.column for stream in feed.source.streams for c in stream.channels)
    pipeline = make_pipeline(columns)
    time_s = 0.0
    async with feed:
        async for _, frame in feed.frames(stop):
            time_s = frame.time_s
            step = pipeline.push(frame)
            screen.show(frame, step)
            for event in step.events:
                tell(event)
    for event in pipeline.finish(time_s):
        tell(event)
