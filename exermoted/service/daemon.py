"""The daemon: starts everything, waits for a signal, ends everything in order."""

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from exermoted.config import Config, load_config
from exermoted.control.site import Site
from exermoted.history.historian import Historian
from exermoted.service.controller import Controller
from exermoted.service.hub import Hub
from exermoted.service.messages import AnyMessage, Ended, Note, Status
from exermoted.service.notify import Heart, Notifier, watchdog_period_s
from exermoted.service.phone_page import hosted_phone, show_on
from exermoted.service.reach import reach_of
from exermoted.upload.uploader import Uploader
from recorder.phone.edges.hosted import HostedPage
from sessions.errors import ExermotedError, UsageError
from sessions.repair import close_crashed

if TYPE_CHECKING:
    from exermoted.mqtt.bridge import Bridge

log = logging.getLogger("exermoted")

PULSE_S = 1.0
AT_THE_START = ("history", "mqtt", "service", "sessions", "upload")
"""What of the configuration is followed from the start to the end."""
LONGEST_CHANGE_S = 120.0
"""How long starting or stopping may take before the watchdog is fed no more."""


class Daemon:
    """Everything that runs as long as the service does.

    Args:
        path: of the configuration; None for the usual places.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._config = load_config(path)
        self._notifier = Notifier()
        self._heart = Heart(self._notifier, watchdog_period_s())
        self._hub = Hub()
        self._reach = reach_of(self._config)
        self._page = HostedPage(self._reach.authority)
        self._controller = Controller(
            self._config,
            self._hub,
            self._heart.beat,
            hosted_phone(self._page),
            lambda: self._page.connected,
        )
        self._ending = asyncio.Event()
        self._reload_wanted = False
        self._phone = False

    async def run(self) -> None:
        """Serves until a signal ends it.

        Raises:
            UsageError: the configuration cannot be followed.
            SourceError: the place where it listens is taken.
        """
        self._loop = asyncio.get_running_loop()
        with _signals(self._ending.set, self._want_reload):
            async with AsyncExitStack() as opened:
                await self._start(opened)
                self._notifier.ready(self._told())
                await self._wait()
                self._notifier.stopping("ending")
                self._notifier.extend(LONGEST_CHANGE_S)  # a slow disk takes its time
                await self._controller.stop()

    async def _start(self, opened: AsyncExitStack) -> None:
        """Starts what is told first, and what is asked last; the end goes the other way."""
        self._hub.listen(self._log)
        self._hub.listen(show_on(self._page))
        for line in await asyncio.to_thread(list, close_crashed(self._config.sessions)):
            log.warning("%s", line)
        historian = opened.enter_context(Historian(self._config.history, self._warn))
        self._hub.listen(historian.take)
        if self._config.upload.remote is not None:
            uploader = Uploader(self._config.upload, self._config.sessions, self._note)
            self._hub.listen(uploader.hear)
            await opened.enter_async_context(_beside(uploader.run(), "upload"))
        await self._serve(opened)
        if self._config.mqtt.host is not None:
            await opened.enter_async_context(_beside(self._bridge().run(), "mqtt"))

    async def _serve(self, opened: AsyncExitStack) -> None:
        site = Site(self._config, self._reach, self._controller, self._page)
        if site.trouble is not None:
            log.error("%s", site.trouble)
        opened.push_async_callback(self._controller.stop)  # what was asked for at the last moment
        await site.open()
        opened.push_async_callback(site.close)
        log.info("listening at %s and %s", self._reach.place.socket, self._reach.address)

    def _warn(self, text: str) -> None:
        """Notes what another thread has to tell."""
        self._loop.call_soon_threadsafe(self._note, text)

    def _note(self, text: str) -> None:
        self._hub.tell(Note(time_s=self._controller.status.time_s, text=text))

    def _bridge(self) -> "Bridge":
        try:
            from exermoted.mqtt.bridge import Bridge  # noqa: PLC0415 - needs the mqtt extra
        except ImportError as error:
            raise UsageError("MQTT needs its extra: pip install 'exermoted[mqtt]'") from error
        return Bridge(self._config.mqtt, self._hub, self._controller)

    async def _wait(self) -> None:
        """Feeds the watchdog while nothing ticks, until the end."""
        changing_s = 0.0
        while not self._ending.is_set():
            mode = self._controller.status.mode
            changing_s = changing_s + PULSE_S if mode in ("starting", "stopping") else 0.0
            if mode == "idle" or 0 < changing_s < LONGEST_CHANGE_S:
                self._heart.beat()
            if mode == "idle" and self._reload_wanted:
                self._reload()
            self._tell_pulse()
            try:
                async with asyncio.timeout(PULSE_S):
                    await self._ending.wait()
            except TimeoutError:
                continue

    def _tell_pulse(self) -> None:
        """Tells the state where it goes on changing: something runs, or a phone comes or goes."""
        self._notifier.status(self._told())
        status = self._controller.status
        if status.run is not None or status.phone != self._phone:
            self._phone = status.phone
            self._hub.tell(status)

    def _told(self) -> str:
        """Returns the state in one line."""
        status = self._controller.status
        if status.run is None:
            return status.mode
        rates = ", ".join(f"{name} {rate_hz:.1f} Hz" for name, rate_hz in status.rates_hz.items())
        who = f" {status.run.subject}" if status.run.subject else ""
        return f"{status.mode}{who} since {status.run.since[11:16]}: {rates or 'nothing arrives'}"

    def _want_reload(self) -> None:
        self._reload_wanted = True

    def _reload(self) -> None:
        self._reload_wanted = False
        self._notifier.reloading()
        try:
            self._follow(load_config(self._path))
        except ExermotedError as error:
            log.error("the configuration stays as it was: %s", error)  # noqa: TRY400 # one line
        self._notifier.ready(self._told())

    def _follow(self, config: Config) -> None:
        kept = {name: getattr(self._config, name) for name in AT_THE_START}
        later = [name for name, value in kept.items() if getattr(config, name) != value]
        self._controller.config = msgspec.structs.replace(config, **kept)
        log.info("the configuration is read again")
        if later:
            log.warning("what it says of %s is followed from the next start", ", ".join(later))

    def _log(self, message: AnyMessage) -> None:
        match message:
            case Note(text=text):
                log.info("%s", text)
            case Ended(run=run, state=state, frames=frames):
                log.info("%s ended: %s, %d frames", run.kind, state, frames)
            case Status():
                self._notifier.status(self._told())
            case _:
                pass


@asynccontextmanager
async def _beside(work: Coroutine[None, None, None], name: str) -> AsyncIterator[None]:
    """Does something beside everything else; what goes wrong there is logged and ends it alone."""

    async def logged() -> None:
        try:
            await work
        except Exception:
            log.exception("%s ended unexpectedly", name)

    task = asyncio.create_task(logged(), name=name)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])


@contextmanager
def _signals(end: Callable[[], None], reload: Callable[[], None]) -> Iterator[None]:
    """Lets SIGTERM and SIGINT end the daemon, and SIGHUP reload its configuration."""
    loop = asyncio.get_running_loop()
    handlers = {signal.SIGTERM: end, signal.SIGINT: end, signal.SIGHUP: reload}
    for number, handler in handlers.items():
        loop.add_signal_handler(number, handler)
    try:
        yield
    finally:
        for number in handlers:
            loop.remove_signal_handler(number)
