"""A phone's page without a browser that streams in real time, and times its answers."""

import asyncio
import itertools
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field

import aiohttp
import msgspec

from exermoted.serving.ticks import PhoneTicks
from recorder.phone import page
from tests.fakes.page_phone import PagePhone, Row

TICKS_HZ = 10.0
LAST_ANSWER_S = 2.0


@dataclass
class Answers:
    """What became of one phone's ticks.

    Attributes:
        asked_s: by tick, when its sample was measured, of those not answered yet.
        passed_s: from there to the answer, of each tick that was answered.
        asked: how many ticks there were.
        disordered: answers that came before an earlier one, twice, or to no question.
        refused: messages that were not taken.
        longest_gap_s: the longest time without an answer, once there had been one.
        counted: repetitions at the end of each set, by its number.
    """

    asked_s: dict[int, float] = field(default_factory=dict)
    passed_s: list[float] = field(default_factory=list)
    asked: int = 0
    disordered: int = 0
    refused: int = 0
    counted: dict[int, tuple[str, int]] = field(default_factory=dict)
    longest_gap_s: float = 0.0
    _latest: int = -1
    _latest_s: float | None = None

    @property
    def lost(self) -> int:
        """Ticks that were never answered."""
        return len(self.asked_s)

    def ask(self, ticks: Sequence[int], now_s: float) -> None:
        self.asked += len(ticks)
        self.asked_s.update(dict.fromkeys(ticks, now_s))

    def take(self, push: page.Push, now_s: float) -> None:
        if push.tick is None:
            return
        asked_s = self.asked_s.pop(push.tick, None)
        self.disordered += asked_s is None or push.tick <= self._latest
        if self._latest_s is not None:
            self.longest_gap_s = max(self.longest_gap_s, now_s - self._latest_s)
        self._latest, self._latest_s = push.tick, now_s
        if asked_s is not None:
            self.passed_s.append(now_s - asked_s)
        if push.shown and push.shown.set and push.shown.exercise:
            self.counted[push.shown.set] = (push.shown.exercise, push.shown.count or 0)


@dataclass(frozen=True)
class Pace:
    """How a page sends.

    Attributes:
        rate_hz: samples a second.
        per_message: how many of them in one message.
    """

    rate_hz: float = TICKS_HZ
    per_message: int = 1


async def stream(
    socket: aiohttp.ClientWebSocketResponse,
    phone: PagePhone,
    motion: Sequence[Row],
    start_s: float,
    pace: Pace,
) -> Answers:
    """Sends a motion in real time from ``start_s`` on, on the monotonic clock."""
    answers = Answers()
    listening = asyncio.create_task(_listen(socket, answers))
    ticks = PhoneTicks(TICKS_HZ)
    for first in range(0, len(motion), pace.per_message):
        rows = [
            (number / pace.rate_hz, motion[number])
            for number in range(first, min(first + pace.per_message, len(motion)))
        ]
        await asyncio.sleep(max(start_s + rows[-1][0] - time.monotonic(), 0.0))
        now_s = time.monotonic()
        answers.ask([tick for at_s, _ in rows for tick in ticks.take(at_s).ticks], now_s)
        await socket.send_str(phone.message(rows))
    with suppress(TimeoutError):
        async with asyncio.timeout(LAST_ANSWER_S):
            while answers.lost:  # noqa: ASYNC110 # of a server elsewhere
                await asyncio.sleep(0.01)
    listening.cancel()
    return answers


async def _listen(socket: aiohttp.ClientWebSocketResponse, answers: Answers) -> None:
    async for message in socket:
        now_s = time.monotonic()
        if message.data.startswith('{"shown"'):
            answers.take(msgspec.json.decode(message.data, type=page.Push), now_s)
        else:
            refused = msgspec.json.decode(message.data, type=page.Reply).refused
            answers.refused += refused is not None


def at_rate(motion: Sequence[Row], of_hz: float, rate_hz: float) -> list[Row]:
    """Returns a motion at another rate: each row is the latest of the original's."""
    count = int(len(motion) * rate_hz / of_hz)
    return [motion[int(number * of_hz / rate_hz)] for number in range(count)]


def endless(motion: Sequence[Row], count: int) -> list[Row]:
    """Returns so many rows of a motion that is repeated."""
    return list(itertools.islice(itertools.cycle(motion), count))
