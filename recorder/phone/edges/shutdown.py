"""Ending a web server at once."""

import asyncio

from aiohttp import web

HANDSHAKE_S = 0.1
"""How long a connection that has just been made may take to agree on TLS; until it has, nobody
can end it, and after that nobody would."""


async def shut(runner: web.AppRunner) -> None:
    """Ends a server and its connections, those of phones that do not answer, too."""
    for site in runner.sites:
        await site.stop()
    await asyncio.sleep(HANDSHAKE_S)
    open_now = runner.server.connections if runner.server else []
    transports = [connection.transport for connection in open_now]
    await runner.cleanup()
    for transport in filter(None, transports):
        transport.abort()  # else each waits for its phone to say goodbye in TLS
    await asyncio.sleep(0)
