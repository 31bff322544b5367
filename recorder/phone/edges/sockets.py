"""SensorServer by WebSocket: the app is the server."""

import itertools
import json

import aiohttp
from yarl import URL

from recorder.phone.edges.calling import Caller
from recorder.phone.intake import Intake, Refusal
from recorder.phone.reading import Batch, Convention
from recorder.phone.sensorserver import TYPES, decode
from sessions.errors import PacketError

PORT = 8080
LARGEST_MESSAGE = 16 * 1024
PING_S = 10.0
_ANSWER_S = 10.0
_TOO_LARGE = aiohttp.WSCloseCode.MESSAGE_TOO_BIG


class SensorServerClient(Caller):
    """Connects to SensorServer on a phone."""

    def __init__(self, host: str, port: int = PORT) -> None:
        super().__init__(self._visit_app, f"{host}:{port}", (OSError, aiohttp.ClientError))
        query = {"types": json.dumps(TYPES)}
        self._url = URL.build(
            scheme="ws", host=host, port=port, path="/sensors/connect", query=query
        )
        self._numbers = itertools.count(1)

    async def _visit_app(self, intake: Intake) -> None:
        timeout = aiohttp.ClientTimeout(sock_connect=_ANSWER_S)
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.ws_connect(
                self._url, max_msg_size=LARGEST_MESSAGE, heartbeat=PING_S, compress=0
            ) as socket,
        ):
            name = f"socket {next(self._numbers)}"
            async for message in socket:
                if message.type is aiohttp.WSMsgType.TEXT:
                    self._take(message.data, name, intake)
                elif message.type is aiohttp.WSMsgType.BINARY:
                    intake.refuse(Refusal.CONTENT_TYPE, "a message that is no text")
                elif getattr(message.data, "code", None) == _TOO_LARGE:
                    intake.refuse(Refusal.TOO_LARGE, str(message.data))

    def _take(self, message: str, session: str, intake: Intake) -> None:
        try:
            reading = decode(message)
        except PacketError as error:
            intake.refuse(Refusal.MALFORMED, str(error))
            return
        if reading is not None:
            host = self._url.host or ""
            intake.take(Batch(host, session, (reading,), Convention.ANDROID))
