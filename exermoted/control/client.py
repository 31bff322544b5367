"""The command line's way to the daemon: its API over the Unix socket."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Self, TypeVar
from urllib.parse import quote

import aiohttp
import msgspec

from exermoted.control.answers import Problem
from exermoted.control.devices import Device
from exermoted.control.pairing import Invitation, Paired, PairOrder
from exermoted.service.messages import AnyMessage, Status
from exermoted.service.orders import LiveOrder, RecordOrder
from exermoted.service.script_view import ScriptShown
from sessions.errors import BusyError, ExermotedError, UsageError
from sessions.info import SessionInfo

ANSWER_S = 120.0
"""How long an answer may take: a source is opened, words are made into sound."""
_ERRORS: dict[int, type[ExermotedError]] = {400: UsageError, 409: BusyError}
_Value = TypeVar("_Value")


class DaemonGoneError(ExermotedError):
    """The daemon answers no more."""

    def __init__(self, why: object = "it has ended") -> None:
        super().__init__(
            f"the daemon answers no more ({why}); what it had recorded is closed at its next start"
        )


class DaemonClient:
    """Asks a daemon; each question raises what the daemon says is wrong with it.

    Args:
        socket: where it listens.
    """

    def __init__(self, socket: Path) -> None:
        self._session = aiohttp.ClientSession(
            "http://localhost",
            connector=aiohttp.UnixConnector(str(socket)),
            timeout=aiohttp.ClientTimeout(total=ANSWER_S),
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self._session.close()

    async def status(self) -> Status:
        return await self._ask("GET", "/api/status", Status)

    async def record(self, order: RecordOrder) -> Status:
        return await self._ask("POST", "/api/record", Status, order)

    async def live(self, order: LiveOrder) -> Status:
        return await self._ask("POST", "/api/live", Status, order)

    async def stop(self) -> Status:
        return await self._ask("POST", "/api/stop", Status)

    async def session(self, name: str) -> SessionInfo:
        return await self._ask("GET", f"/api/sessions/{quote(name)}", SessionInfo)

    async def invite(self) -> Invitation:
        return await self._ask("POST", "/api/pairings", Invitation)

    async def pair(self, order: PairOrder) -> Paired:
        return await self._ask("POST", "/api/pair", Paired, order)

    async def devices(self) -> tuple[Device, ...]:
        return await self._ask("GET", "/api/devices", tuple[Device, ...])

    async def revoke(self, device: str) -> Device:
        """Takes a device's access away, by its id."""
        return await self._ask("DELETE", f"/api/devices/{quote(device, safe='')}", Device)

    async def script(self) -> ScriptShown:
        return await self._ask("GET", "/api/script", ScriptShown)

    @asynccontextmanager
    async def events(self) -> AsyncIterator[AsyncIterator[AnyMessage]]:
        """Gives the messages from now on; they end where the daemon does.

        Raises:
            DaemonGoneError: it does not answer.
        """
        try:
            async with self._session.ws_connect("/api/events", max_msg_size=2**20) as socket:
                yield _messages(socket)
        except aiohttp.ClientError as error:
            raise DaemonGoneError(error) from error

    async def _ask(
        self, method: str, path: str, kind: type[_Value], order: object = None
    ) -> _Value:
        body = msgspec.json.encode(order if order is not None else {})
        headers = {"Content-Type": "application/json"}
        try:
            async with self._session.request(method, path, data=body, headers=headers) as reply:
                text = await reply.read()
        except (aiohttp.ClientError, TimeoutError) as error:
            raise DaemonGoneError(error) from error
        if reply.status >= 400:
            problem = msgspec.json.decode(text, type=Problem)
            raise _ERRORS.get(reply.status, ExermotedError)(problem.error)
        return msgspec.json.decode(text, type=kind)


async def _messages(socket: aiohttp.ClientWebSocketResponse) -> AsyncIterator[AnyMessage]:
    async for message in socket:
        if message.type is aiohttp.WSMsgType.TEXT:
            yield msgspec.json.decode(message.data, type=AnyMessage)
