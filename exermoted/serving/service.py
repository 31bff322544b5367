"""Serves athletes until it is told to stop."""

import asyncio
import contextlib
from collections.abc import Callable

from exermoted.serving.figures import Served
from exermoted.serving.gym import Gym
from recorder.phone.edges.files import PageFiles
from recorder.phone.edges.handlers import Handlers
from recorder.phone.edges.listening import Listener, Site

LOOK_S = 1.0
SOCKETS_PER_ATHLETE = 2
"""One that was dropped is noticed only after a while; meanwhile the phone is back."""


async def serve(gym: Gym, site: Site, stop: asyncio.Event, look: Callable[[Served], None]) -> None:
    """Serves until ``stop`` is set.

    Args:
        gym: answers.
        site: where phones reach it.
        stop: looked at all the time.
        look: is told once a second how well all are served, the first time at once.

    Raises:
        SourceError: the port is taken, or not ours to take.
    """
    files = PageFiles(site.certificate)
    handlers = Handlers(gym, SOCKETS_PER_ATHLETE * gym.most)
    listener = Listener(site, gym.refuse)
    await listener.open([*files.routes(), *handlers.routes()], handlers.close)
    answering = asyncio.create_task(gym.batcher.run())
    try:
        while not stop.is_set() and not answering.done():
            gym.forget()
            look(gym.served())
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK_S):
                    await stop.wait()
    finally:
        await listener.close()
        answering.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await answering
