"""The bodies of what phones post: of a known kind, bounded in length and time."""

import asyncio
from collections.abc import Callable, Iterable

from aiohttp import web

from recorder.phone.intake import Refusal

LARGEST_BODY = 256 * 1024
SLOWEST_BODY_S = 10.0
JSON = "application/json"
CSV = ("text/csv", "text/plain")


async def read_body(
    request: web.Request, kinds: Iterable[str], refuse: Callable[[Refusal, str], object]
) -> bytes:
    """Returns a body, or counts why not and answers so."""
    if request.content_type not in kinds:
        refuse(Refusal.CONTENT_TYPE, request.content_type)
        raise web.HTTPUnsupportedMediaType(text=f"send {' or '.join(kinds)}")
    try:
        async with asyncio.timeout(SLOWEST_BODY_S):
            return await _bounded(request)
    except web.HTTPRequestEntityTooLarge:
        refuse(Refusal.TOO_LARGE, f"more than {LARGEST_BODY} bytes")
        raise
    except TimeoutError as error:
        refuse(Refusal.TOO_SLOW, f"from {request.remote}")
        raise web.HTTPRequestTimeout from error


async def _bounded(request: web.Request) -> bytes:
    """Returns a body; that of an application that hosts this may be larger elsewhere."""
    body = bytearray()
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > LARGEST_BODY:
            raise web.HTTPRequestEntityTooLarge(max_size=LARGEST_BODY, actual_size=len(body))
    return bytes(body)
