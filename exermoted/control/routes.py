"""What the API does with each request."""

import asyncio
from pathlib import Path

from aiohttp import web

from exermoted.control.answers import NotThereError, answer, ordered
from exermoted.control.calls import DESCRIPTION
from exermoted.control.downloads import send_folder
from exermoted.control.events import Events
from exermoted.control.listing import Listing
from exermoted.control.openapi import description
from exermoted.service.controller import Controller
from exermoted.service.names import recorded_session
from exermoted.service.orders import LiveOrder, RecordOrder
from exermoted.service.script_view import shown
from sessions.errors import UsageError
from sessions.info import read_info


class Routes:
    """Answers requests that have passed the guard.

    Args:
        controller: does what is asked.
    """

    def __init__(self, controller: Controller) -> None:
        self._controller = controller
        self._listing = Listing()
        self.events = Events(controller)

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/api/status", self._status),
            web.post("/api/record", self._record),
            web.post("/api/live", self._live),
            web.post("/api/stop", self._stop),
            web.get("/api/events", self.events.handle),
            web.get("/api/sensors", self._sensors),
            web.get("/api/script", self._script),
            web.get("/api/sessions", self._sessions),
            web.get("/api/sessions/{name}", self._session),
            web.get("/api/sessions/{name}/download", self._download),
            web.get(DESCRIPTION, self._describe),
        ]

    async def _status(self, _request: web.Request) -> web.Response:
        return answer(self._controller.status)

    async def _record(self, request: web.Request) -> web.Response:
        order = await ordered(request, RecordOrder)
        return answer(await self._controller.record(order), 202)

    async def _live(self, request: web.Request) -> web.Response:
        order = await ordered(request, LiveOrder)
        return answer(await self._controller.live(order), 202)

    async def _stop(self, _request: web.Request) -> web.Response:
        return answer(await self._controller.stop())

    async def _sensors(self, _request: web.Request) -> web.Response:
        return answer(self._controller.sensors)

    async def _script(self, _request: web.Request) -> web.Response:
        script = self._controller.script
        if script is None:
            raise NotThereError("nothing has run yet")
        return answer(shown(script))

    async def _sessions(self, _request: web.Request) -> web.Response:
        return answer(await asyncio.to_thread(self._listing.read, self._controller.config.sessions))

    async def _session(self, request: web.Request) -> web.Response:
        folder = await self._folder_of(request)
        return answer(await asyncio.to_thread(read_info, folder))

    async def _download(self, request: web.Request) -> web.StreamResponse:
        return await send_folder(request, await self._folder_of(request))

    async def _describe(self, _request: web.Request) -> web.Response:
        return answer(await asyncio.to_thread(description))

    async def _folder_of(self, request: web.Request) -> Path:
        return await asyncio.to_thread(self._folder, request.match_info["name"])

    def _folder(self, name: str) -> Path:
        try:
            return recorded_session(self._controller.config.sessions, name)
        except UsageError as error:
            raise NotThereError(str(error)) from error
