"""What the API tells of the past: the history, and a recording's report."""

import asyncio
from pathlib import Path

from aiohttp import web

from exermoted.control.answers import NotThereError, answer
from exermoted.control.headers import DOCUMENT_POLICY
from exermoted.history.export import history_csv
from exermoted.history.reading import MOST_DAYS, Choice, History, read_history
from exermoted.report.apart import Reporter
from exermoted.service.controller import Controller
from exermoted.service.names import recorded_session
from sessions.errors import DataError, UsageError

PATIENCE_S = 120.0
"""How long a report may take, on a small machine and after others."""


class Past:
    """Answers requests about what has been.

    Args:
        controller: knows the configuration.
    """

    def __init__(self, controller: Controller) -> None:
        self._controller = controller
        self._reporter = Reporter()

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/api/history", self._history),
            web.get("/api/history.csv", self._history_csv),
            web.get("/api/sessions/{name}/report", self._report),
        ]

    async def _history(self, request: web.Request) -> web.Response:
        return answer(await self._read(request))

    async def _history_csv(self, request: web.Request) -> web.Response:
        text = history_csv(await self._read(request))
        headers = {"Content-Disposition": 'attachment; filename="exermoted-history.csv"'}
        return web.Response(text=text, content_type="text/csv", charset="utf-8", headers=headers)

    async def _read(self, request: web.Request) -> History:
        choice = Choice(days=_days(request.query.get("days")))
        return await asyncio.to_thread(read_history, self._controller.config.history, choice)

    async def _report(self, request: web.Request) -> web.Response:
        config = self._controller.config
        folder = await asyncio.to_thread(_folder, config.sessions, request.match_info["name"])
        try:
            async with asyncio.timeout(PATIENCE_S):
                page = await self._reporter.make(folder, config.model)
        except TimeoutError as error:
            raise DataError(folder, f"its report takes more than {PATIENCE_S:g} s") from error
        headers = {"Content-Security-Policy": DOCUMENT_POLICY}
        return web.Response(text=page, content_type="text/html", charset="utf-8", headers=headers)


def _days(text: str | None) -> int | None:
    if text is None:
        return None
    if not text.isascii() or not text.isdecimal() or not 1 <= int(text[:6]) <= MOST_DAYS:
        raise UsageError(f"days is a whole number from 1 to {MOST_DAYS}, not '{text[:20]}'")
    return int(text[:6])


def _folder(parent: Path, name: str) -> Path:
    try:
        return recorded_session(parent, name)
    except UsageError as error:
        raise NotThereError(str(error)) from error
