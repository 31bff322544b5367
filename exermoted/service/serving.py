"""The daemon as a process: its log and its event loop."""

import asyncio
import logging
from pathlib import Path

from exermoted.service.daemon import Daemon


def serve(config: Path | None = None) -> None:
    """Runs the daemon until a signal ends it.

    Args:
        config: file of the configuration; None for the usual places.

    Raises:
        UsageError: the configuration cannot be followed.
        SourceError: the place where it listens is taken.
    """
    logging.basicConfig(level=logging.INFO, format="%(message)s")

    async def served() -> None:
        await Daemon(config).run()

    asyncio.run(served())
