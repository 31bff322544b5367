"""phyphox by its remote interface: the app is the server and is asked again and again."""

import asyncio
import itertools

import aiohttp
from yarl import URL

from recorder.phone.edges.calling import Caller
from recorder.phone.intake import Intake, Refusal
from recorder.phone.phyphox import Answer, Poll, decode_config
from recorder.phone.reading import Batch, Convention
from sessions.errors import PacketError

PORT = 8080
INTERVAL_S = 0.05
"""Between an answer and the next question; the app answers one at a time and slowly."""

STALL_S = 3.0
"""So long without news the experiment may be another one, or cleared: ask for it anew."""

LARGEST_ANSWER = 512 * 1024
_ANSWER_S = 5.0


class PhyphoxClient(Caller):
    """Asks phyphox on a phone."""

    def __init__(self, host: str, port: int = PORT) -> None:
        super().__init__(self._visit_app, f"{host}:{port}", (OSError, aiohttp.ClientError))
        self._base = URL.build(scheme="http", host=host, port=port)
        self._numbers = itertools.count(1)

    async def _visit_app(self, intake: Intake) -> None:
        timeout = aiohttp.ClientTimeout(total=_ANSWER_S)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            try:
                sensors = decode_config(await _get(session, self._base / "config"))
            except PacketError as error:
                intake.refuse(Refusal.MALFORMED, str(error))
                return
            if not sensors:
                intake.tell("phyphox runs an experiment without motion sensors")
                return
            await self._follow(session, Poll(sensors), intake)

    async def _follow(self, session: aiohttp.ClientSession, poll: Poll, intake: Intake) -> None:
        """Asks until the experiment on the phone is another one or says nothing new."""
        loop = asyncio.get_running_loop()
        number = next(self._numbers)
        first: str | None = None
        news_s = loop.time()
        while loop.time() - news_s < STALL_S:
            try:
                answer = poll.decode(await _get(session, self._base / "get" % poll.query()))
            except PacketError as error:
                intake.refuse(Refusal.MALFORMED, str(error))
            else:
                first = first or answer.session
                if answer.session != first:
                    return
                if answer.readings:
                    news_s = loop.time()
                    self._take(answer, number, intake)
                if not answer.measuring:
                    await _get(session, self._base / "control" % {"cmd": "start"})
            await asyncio.sleep(INTERVAL_S)

    def _take(self, answer: Answer, number: int, intake: Intake) -> None:
        host = self._base.host or ""
        session = f"{answer.session} {number}"
        intake.take(Batch(host, session, answer.readings, Convention.ANDROID))


async def _get(session: aiohttp.ClientSession, url: URL) -> bytes:
    """Returns the answer to a question, of bounded length."""
    async with session.get(url, raise_for_status=True) as response:
        body = b""
        async for chunk in response.content.iter_any():
            body += chunk
            if len(body) > LARGEST_ANSWER:
                raise PacketError(f"an answer of more than {LARGEST_ANSWER} bytes")
        return body
