"""``exermoted run``: the daemon, in the foreground."""

import asyncio
import logging

from exermoted.terminal import ConfigOption


def run(config: ConfigOption = None) -> None:
    """Run the daemon in the foreground: what systemd starts.

    It waits for a phone, a browser or the command line to start a recording or live counting.
    SIGTERM and Ctrl-C end it and what runs; SIGHUP reads the configuration again once it is idle.

    Example: [bold]exermoted run[/bold]
    """
    from exermoted.service.daemon import Daemon  # noqa: PLC0415 - loads a web server

    logging.basicConfig(level=logging.INFO, format="%(message)s")

    async def served() -> None:
        await Daemon(config).run()

    asyncio.run(served())
