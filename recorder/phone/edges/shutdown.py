"""Ending a web server at once."""

import asyncio

from aiohttp import web


async def shut(runner: web.AppRunner) -> None:
    """Ends a server and its connections, those of phones that do not answer, too."""
    open_now = runner.server.connections if runner.server else []
    transports = [connection.transport for connection in open_now]
    await runner.cleanup()
    for transport in filter(None, transports):
        transport.abort()  # else each waits for its phone to say goodbye in TLS
    await asyncio.sleep(0)
