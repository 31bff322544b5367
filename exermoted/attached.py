"""A run of the daemon, followed from the command line as if it ran here."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from pathlib import Path
from typing import Any, Literal, Protocol

from rich.console import RenderableType

from exermoted.control.client import DaemonClient, DaemonGoneError
from exermoted.feed import interruption
from exermoted.recording import Moment
from exermoted.screens import LiveDisplay, RecordDisplay, drawn
from exermoted.service.messages import AnyMessage, Ended, Happened, Note, Status, Tick
from exermoted.service.orders import LiveOrder, RecordOrder
from exermoted.service.script_view import script_of
from exermoted.terminal import err
from inference.decision import Decision
from inference.events import Event
from inference.pipeline import Step
from models.card import UNKNOWN
from sessions.errors import ExermotedError
from sessions.frames import Frame
from sessions.info import SessionInfo
from sessions.script import Script

Wish = Literal["end", "watch", "leave"]
Start = Callable[[], Coroutine[None, None, Status]]
QUESTION = "End it? [y]es, [n]o, or [l]eave it running: "
LEFT = "it goes on without this terminal; 'exermoted stop' ends it"
STOPPED = "it was stopped before it began"
_WISHES: dict[str, Wish] = {"y": "end", "yes": "end", "l": "leave", "leave": "leave"}


class Screen(Protocol):
    """Something that shows what the daemon tells."""

    def take(self, message: AnyMessage) -> None: ...

    def render(self) -> RenderableType: ...


async def record(socket: Path, order: RecordOrder) -> tuple[Ended, SessionInfo] | None:
    """Has the daemon record and shows it until it is over; None where it was left running.

    Raises:
        ExermotedError: the daemon refuses or cannot.
    """
    async with DaemonClient(socket) as client, client.events() as messages:
        if not await _started(client, lambda: client.record(order)):
            return None
        script = script_of(await client.script())
        ended = await _watch(client, messages, _Recording(script))
        if ended is None:
            return None
        _complain(ended)
        if ended.run.session is None:
            raise ExermotedError(STOPPED)
        return ended, await client.session(ended.run.session)


async def live(
    socket: Path, order: LiveOrder, tell: Callable[[Event], None]
) -> tuple[Ended, Script] | None:
    """Has the daemon count and shows it until it is over; None where it was left running.

    Args:
        socket: where the daemon listens.
        order: what it is asked for.
        tell: is given every event.

    Raises:
        ExermotedError: the daemon refuses or cannot.
    """
    async with DaemonClient(socket) as client, client.events() as messages:
        if not await _started(client, lambda: client.live(order)):
            return None
        script = script_of(await client.script())
        ended = await _watch(client, messages, _Counting(tell))
        if ended is None:
            return None
        _complain(ended)
        return ended, script


async def _started(client: DaemonClient, start: Start) -> bool:
    """Waits until the daemon has begun; returns whether that is still wanted after Ctrl-C."""
    begun = asyncio.create_task(_begun(client, start))
    with interruption() as stop:
        await _first(begun, stop)
    if begun.done():
        begun.result()
        return True
    begun.cancel()
    _leave()
    return False


async def _begun(client: DaemonClient, start: Start) -> None:
    """Waits until a run has begun, or is over already."""
    before = await client.status()
    status = await start()
    if status.run is None and status.last == before.last:
        raise ExermotedError(STOPPED)


def _leave() -> None:
    err.print(LEFT, markup=False)


async def _watch(
    client: DaemonClient, messages: AsyncIterator[AnyMessage], screen: Screen
) -> Ended | None:
    """Shows a run; Ctrl-C asks before it ends anything."""
    over = asyncio.create_task(_follow(messages, screen))
    while True:
        with interruption() as stop:
            with drawn(err, screen.render):
                await _first(over, stop)
            if over.done():
                return await over
            wish = await _asked(over)
        if wish == "leave":
            over.cancel()
            _leave()
            return None
        if wish == "end":
            await client.stop()
            return await over


async def _follow(messages: AsyncIterator[AnyMessage], screen: Screen) -> Ended:
    async for message in messages:
        if isinstance(message, Ended):
            return message
        screen.take(message)
    raise DaemonGoneError


async def _first(task: "asyncio.Task[Any]", stop: asyncio.Event) -> None:
    stopped = asyncio.create_task(stop.wait())
    await asyncio.wait((task, stopped), return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()


async def _asked(over: "asyncio.Task[Ended]") -> Wish:
    """Returns what is to become of the run; whoever cannot be asked leaves it running."""
    if not sys.stdin.isatty():
        return "leave"
    err.print(QUESTION, end="", markup=False)
    with interruption() as again:
        line = asyncio.create_task(_line())
        stopped = asyncio.create_task(again.wait())
        await asyncio.wait((over, line, stopped), return_when=asyncio.FIRST_COMPLETED)
        line.cancel()
        stopped.cancel()
        if again.is_set():
            return "leave"
        return _WISHES.get(line.result().strip().lower(), "watch") if line.done() else "watch"


async def _line() -> str:
    """Returns the next line that is typed; unlike a thread, it can be given up."""
    loop = asyncio.get_running_loop()
    typed: asyncio.Future[str] = loop.create_future()

    def read() -> None:
        if not typed.done():
            typed.set_result(sys.stdin.readline())

    loop.add_reader(sys.stdin, read)
    try:
        return await typed
    finally:
        loop.remove_reader(sys.stdin)


def _complain(ended: Ended) -> None:
    if ended.error is not None:
        raise ExermotedError(ended.error)


class _Recording:
    def __init__(self, script: Script) -> None:
        self._script = script
        self._display = RecordDisplay(err, script)
        self.render = self._display.render
        self._rates_hz: dict[str, float] = {}
        self._trouble: str | None = None
        self._notes: list[str] = []

    def take(self, message: AnyMessage) -> None:
        match message:
            case Tick(tick=tick, time_s=time_s):
                frame = Frame(tick, time_s, (), (), None)
                label = self._script.label_at(time_s)
                notes, self._notes = self._notes, []
                moment = Moment(frame, label, self._rates_hz, notes, self._trouble)
                self._display.show(moment)
            case Status(rates_hz=rates_hz, trouble=trouble):
                self._rates_hz, self._trouble = rates_hz, trouble
            case Note(text=text):
                self._notes.append(text)
            case _:
                pass


class _Counting:
    def __init__(self, tell: Callable[[Event], None]) -> None:
        self._display = LiveDisplay(err)
        self.render = self._display.render
        self._tell = tell

    def take(self, message: AnyMessage) -> None:
        match message:
            case Tick(tick=tick, time_s=time_s, count=count) if count is not None:
                known = count.activity is not None
                decision = Decision(tick, tick, count.activity or "", count.score)
                frame = Frame(tick, time_s, (), (), None)
                is_unknown = count.activity == UNKNOWN
                step = Step(decision if known else None, (), (), is_unknown=is_unknown)
                self._display.show(frame, step)
            case Happened(event=event):
                self._display.tell(event)
                self._tell(event)
            case _:
                pass
