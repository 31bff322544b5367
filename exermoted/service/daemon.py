"""The daemon: starts everything, waits for a signal, ends everything in order."""

import asyncio
import logging
import signal
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path

from exermoted.config import load_config
from exermoted.control.answers import in_words
from exermoted.control.routes import Routes
from exermoted.control.server import ControlServer, Place
from exermoted.service.controller import Controller
from exermoted.service.hub import Hub
from exermoted.service.messages import AnyMessage, Ended, Note, Status
from exermoted.service.notify import Heart, Notifier, watchdog_period_s
from exermoted.service.place import own_socket
from sessions.errors import ExermotedError
from sessions.repair import repair, unfinished

log = logging.getLogger("exermoted")

PULSE_S = 1.0
LONGEST_CHANGE_S = 120.0
"""How long starting or stopping may take before the watchdog is fed no more."""
LARGEST_BODY = 64 * 1024
HERE = "127.0.0.1"


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
        self._controller = Controller(self._config, self._hub, self._heart.beat)
        self._ending = asyncio.Event()
        self._reload_wanted = False

    async def run(self) -> None:
        """Serves until a signal ends it.

        Raises:
            UsageError: the configuration cannot be followed.
            SourceError: the place where it listens is taken.
        """
        with _signals(self._ending.set, self._want_reload):
            async with AsyncExitStack() as opened:
                await self._start(opened)
                self._notifier.ready(self._told())
                await self._wait()
                self._notifier.stopping("ending")
                await self._controller.stop()

    async def _start(self, opened: AsyncExitStack) -> None:
        """Starts what is told first, and what is asked last; the end goes the other way."""
        self._hub.listen(self._log)
        await asyncio.to_thread(close_crashed, self._config.sessions)
        routes = Routes(self._controller)
        server = ControlServer(
            Place(own_socket(self._config), HERE, self._config.service.port),
            routes.routes(),
            [in_words],
            LARGEST_BODY,
        )
        await server.open()
        opened.push_async_callback(server.close)
        opened.push_async_callback(routes.events.close)
        log.info("listening at %s and http://%s:%d/", own_socket(self._config), HERE, server.port)

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
            self._notifier.status(self._told())
            try:
                await asyncio.wait_for(self._ending.wait(), PULSE_S)
            except TimeoutError:
                continue

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
            self._controller.config = load_config(self._path)
            log.info("the configuration is read again")
        except ExermotedError as error:
            log.error("the configuration stays as it was: %s", error)  # noqa: TRY400 # one line
        self._notifier.ready(self._told())

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


def close_crashed(parent: Path) -> None:
    """Closes the sessions that a crash left without an end."""
    for folder in unfinished(parent):
        try:
            info = repair(folder)
        except ExermotedError as error:
            log.warning("%s", error)
        else:
            log.warning("closed %s, which had no end: %d frames", folder, info.frames)


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
