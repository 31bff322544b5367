"""A phone's page below another application's address, showing what a test says."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from recorder.phone.certificate import Certificate
from recorder.phone.edges.hosted import HostedPage
from recorder.phone.edges.shutdown import shut
from recorder.phone.shown import Shown
from tests.fakes.browser import HOST

CUE = Shown(
    mode="recording", phase="first_half", exercise="Squat", set=1, repetition=3, countdown_s=1.2
)
LIVE = Shown(
    mode="live", state="evaluating", exercise="Burpee", count=7, set=2, activity="Break", score=0.98
)
REST = Shown(mode="recording", phase="set_break", countdown_s=11.3, next="Burpee")


@asynccontextmanager
async def hosting(certificate: Certificate) -> AsyncIterator[tuple[HostedPage, str]]:
    """A phone's page below /phone of another application, and its address."""
    page = HostedPage()
    app = web.Application()
    app.add_routes(page.routes("/phone"))
    app.on_shutdown.append(lambda _: page.hang_up())
    runner = web.AppRunner(app, shutdown_timeout=1.0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=certificate.context()).start()
    try:
        yield page, f"https://{HOST}:{runner.addresses[0][1]}/phone"
    finally:
        await shut(runner)


@asynccontextmanager
async def showing(page: HostedPage, shown: Shown) -> AsyncIterator[None]:
    """Shows it ten times a second, as what runs does."""

    async def tell() -> None:
        while True:
            page.show(shown)
            await asyncio.sleep(0.1)

    telling = asyncio.create_task(tell())
    try:
        yield
    finally:
        telling.cancel()
