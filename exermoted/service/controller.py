"""The daemon's three states, idle, recording and live, and the way between them."""

import asyncio
import logging
import secrets
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

import msgspec

from exermoted import VERSION
from exermoted.config import Config
from exermoted.packaged import DEFAULT, packaged_models
from exermoted.planning import plan_counting, plan_recording
from exermoted.service.hub import Hub
from exermoted.service.jobs import CountJob, Job, Outcome, RecordJob
from exermoted.service.messages import Ended, Kind, Mode, Note, Run, Sensors, Status
from exermoted.service.names import recorded_session
from exermoted.service.orders import LiveOrder, RecordOrder
from exermoted.service.teller import Teller, wall_time
from exermoted.sources import REPLAY, is_replay, names_file, own_phone
from recorder.source import Source
from sessions.errors import BusyError, ExermotedError, UsageError
from sessions.script import Script

log = logging.getLogger(__name__)

MOST_SEEDS = 1_000_000
Order = TypeVar("Order", RecordOrder, LiveOrder)
_RUNNING: dict[Kind, Mode] = {"record": "recording", "live": "live"}


class Controller:
    """One owner of radio and sound: does one thing at a time, as it is asked.

    Args:
        config: what an order leaves open.
        hub: is told everything.
        beat: shows that the daemon lives; called with every tick of a run.
        phone: makes the source of a phone's samples.
        phone_connected: whether a phone's page is there.
    """

    def __init__(
        self,
        config: Config,
        hub: Hub,
        beat: Callable[[], None] = lambda: None,
        phone: Callable[[Config], Source] = own_phone,
        phone_connected: Callable[[], bool] = lambda: False,
    ) -> None:
        self.config = config
        self.hub = hub
        self._beat = beat
        self._phone = phone
        self._phone_connected = phone_connected
        self._turn = asyncio.Lock()
        self._stops = 0
        self._current: _Current | None = None
        self._last: Ended | None = None
        self._last_script: Script | None = None
        self._sensors = Sensors()

    @property
    def status(self) -> Status:
        """What is done at present."""
        current = self._current
        if current is None:
            return Status(last=self._last, version=VERSION, phone=self._phone_connected())
        return Status(
            mode=current.mode,
            run=current.teller.run,
            time_s=round(current.teller.time_s, 3),
            sets=current.teller.sets,
            mounting=current.teller.mounting,
            rates_hz=current.teller.rates_hz,
            trouble=current.teller.trouble,
            last=self._last,
            version=VERSION,
            phone=self._phone_connected(),
        )

    @property
    def sensors(self) -> Sensors:
        """How the streams of what runs, or of what ran last, are heard."""
        return self._current.teller.sensors if self._current else self._sensors

    @property
    def script(self) -> Script | None:
        """What the athlete is told to do in what runs, or was in what ran last."""
        return self._current.job.script if self._current else self._last_script

    async def record(self, order: RecordOrder) -> Status:
        """Begins to record, and returns once the source is open.

        Raises:
            BusyError: something else runs, and the order does not say to end it.
            UsageError: what is asked for cannot be; what runs goes on.
            SourceError: the source cannot be opened.
        """
        self._check_free(order.switch)
        stops = self._stops
        found = self._looked_up(order)
        planned = await asyncio.to_thread(
            plan_recording, self.config, found, _seed(order.seed), self._phone
        )
        run = Run(
            kind="record",
            source=order.source or self.config.source or "",
            since=wall_time(),
            subject=order.subject,
            duration_s=planned.plan.script.duration_s,
            seed=planned.plan.script.seed,
        )
        return await self._begin(RecordJob(planned), run, stops, switch=order.switch)

    async def live(self, order: LiveOrder) -> Status:
        """Begins to count live, and returns once the source is open.

        Raises:
            BusyError: something else runs, and the order does not say to end it.
            UsageError: what is asked for cannot be; what runs goes on.
            SourceError: the source cannot be opened.
        """
        self._check_free(order.switch)
        stops = self._stops
        found = self._looked_up(order)
        if order.model is not None and order.model not in (DEFAULT, *packaged_models()):
            raise UsageError(f"there is no packaged model '{order.model}'")
        planned = await asyncio.to_thread(
            plan_counting, self.config, found, _seed(order.seed), self._phone
        )
        source = order.source or self.config.source or ""
        run = Run(kind="live", source=source, since=wall_time(), subject=order.subject)
        return await self._begin(CountJob(planned), run, stops, switch=order.switch)

    async def stop(self) -> Status:
        """Ends what runs, begins or is planned, and returns once it has ended."""
        self._stops += 1
        async with self._turn:
            await self._end()
        return self.status

    def busy(self) -> str:
        """Returns what is being done and since when, in a few words."""
        current = self._current
        if current is None:
            return "idle"
        since = datetime.fromisoformat(current.teller.run.since).astimezone()
        doing = "recording" if current.teller.run.kind == "record" else "live"
        return f"busy: {doing} since {since:%H:%M}"

    def _check_free(self, switch: bool) -> None:
        if self._current is not None and not switch:
            raise BusyError(f"{self.busy()}; stop it first")

    def _looked_up(self, order: Order) -> Order:
        """Returns an order whose recording to replay is looked up: a name is never a path.

        Raises:
            UsageError: it names a file.
        """
        if not is_replay(order.source):
            if names_file(order.source):
                raise UsageError(f"{order.source}: the service reads no files; use --local")
            return order
        folder = recorded_session(self.config.sessions, str(order.source)[len(REPLAY) :])
        return msgspec.structs.replace(order, source=f"{REPLAY}{folder}")

    async def _begin(self, job: Job, run: Run, stops: int, *, switch: bool) -> Status:
        """Begins what was planned, unless a stop has come since it was asked for."""
        async with self._turn:
            if stops != self._stops:
                return self.status
            self._check_free(switch)
            await self._end()
            current = self._current = _Current(job, Teller(self.hub, self._beat, run=run))
            current.task = asyncio.create_task(self._go(current))
            self._tell()
            await asyncio.sleep(0)  # a task that is cancelled before its first step never ends
        await current.begin()  # without the turn: it may be stopped meanwhile
        if current.error is not None:
            raise current.error
        self._tell()
        return self.status

    async def _end(self) -> None:
        current = self._current
        if current is None or current.task is None:
            return
        current.end()
        self._tell()
        await asyncio.wait([current.task])

    async def _go(self, current: "_Current") -> None:
        """Does a job to its end; the one place where whatever goes wrong is told and survived."""
        outcome: Outcome | None = None
        try:
            outcome = await current.job.go(current.teller, current.stop)
        except asyncio.CancelledError:
            outcome = "interrupted"
        except ExermotedError as error:
            current.error = error
        except Exception as error:
            log.exception("a run failed")
            current.error = ExermotedError(f"unexpected: {type(error).__name__}: {error}")
        finally:
            self._over(current, outcome)

    def _over(self, current: "_Current", outcome: Outcome | None) -> None:
        teller = current.teller
        self._last = teller.ended(
            outcome or "failed", str(current.error) if current.error else None
        )
        self._last_script = current.job.script
        self._sensors = teller.sensors
        self._current = None
        if current.error is not None:
            self.hub.tell(Note(time_s=teller.time_s, text=str(current.error)))
        self.hub.tell(self._last)
        self._tell()

    def _tell(self) -> None:
        self.hub.tell(self.status)


class _Current:
    """What is being done.

    Attributes:
        error: why it failed, if it did.
    """

    def __init__(self, job: Job, teller: Teller) -> None:
        self.job = job
        self.teller = teller
        self.stop = asyncio.Event()
        self.task: asyncio.Task[None] | None = None
        self.error: ExermotedError | None = None

    @property
    def mode(self) -> Mode:
        if self.stop.is_set():
            return "stopping"
        return _RUNNING[self.teller.run.kind] if self.teller.begun.is_set() else "starting"

    async def begin(self) -> None:
        """Returns once it has begun, or is over without that."""
        assert self.task is not None
        begun = asyncio.create_task(self.teller.begun.wait())
        try:
            await asyncio.wait((begun, self.task), return_when=asyncio.FIRST_COMPLETED)
        finally:
            begun.cancel()

    def end(self) -> None:
        """Ends it: at its next tick, or where it has not begun yet, at once."""
        self.stop.set()
        if not self.teller.begun.is_set() and self.task is not None:
            self.task.cancel()


def _seed(seed: int | None) -> int:
    return secrets.randbelow(MOST_SEEDS) if seed is None else seed
