"""The phone's page: a source of samples, and a display on the athlete's arm."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from exermoted.config import Config
from exermoted.service.messages import AnyMessage, Count, Cue, Ended, Happened, Started, Tick
from exermoted.sources import own_phone
from inference.events import MountingChanged
from recorder.phone.shown import IDLE, Shown
from recorder.source import Source

if TYPE_CHECKING:
    from recorder.phone.edges.hosted import HostedPage

HOSTED_APPS = ("page", "sensor-logger", "sensorlog-http")
"""What sends to the daemon's own web server; other apps are listened for as each needs it."""


class Page(Protocol):
    """Something that shows its wearer what is to be done, or what is counted."""

    def show(self, shown: Shown | None) -> None:
        """Shows it as soon as that can be, and never waits; None shows only that it measures."""


class OwnPhone:
    """A phone that this process listens for by itself, with its page where it has one."""

    def __init__(self) -> None:
        self._page: Page | None = None

    def source(self, config: Config) -> Source:
        """Returns what gives the phone's samples; opens nothing.

        Raises:
            UsageError: the configuration lacks something, or would let anybody in.
            DataError: the certificate or the token cannot be kept.
        """
        from exermoted.phones import phone_of  # noqa: PLC0415 - loads a web server

        phone = phone_of(config.phone)
        self._page = phone.page
        return phone.source

    def show(self, shown: Shown | None) -> None:
        if self._page is not None:
            self._page.show(shown)


def hosted_phone(page: "HostedPage") -> Callable[[Config], Source]:
    """Returns what makes the source of a phone that sends to the daemon's own server."""
    from exermoted.phones import source_of  # noqa: PLC0415 - loads a web server

    def source(config: Config) -> Source:
        if config.phone.app in HOSTED_APPS:
            return source_of(page, config.phone)
        return own_phone(config)

    return source


def show_on(page: Page) -> Callable[[AnyMessage], None]:
    """Returns a listener that shows on the page what is to be done, or what is counted."""
    mounting: str | None = None

    def listener(message: AnyMessage) -> None:
        nonlocal mounting
        match message:
            case Started():
                mounting = None
            case Happened(event=MountingChanged(known=known, text=text)):
                mounting = None if known else text
            case Tick(cue=Cue() as cue):
                page.show(_shown_cue(cue))
            case Tick(count=Count() as count):
                page.show(_shown_count(count, mounting))
            case Ended():
                page.show(IDLE)
            case _:
                pass

    return listener


def _shown_cue(cue: Cue) -> Shown:
    return Shown(
        mode="recording",
        exercise=cue.exercise,
        set=cue.set,
        phase=cue.phase,
        repetition=cue.repetition,
        countdown_s=cue.left_s,
        next=cue.next,
    )


def _shown_count(count: Count, mounting: str | None) -> Shown:
    return Shown(
        mode="live",
        exercise=count.exercise,
        set=count.set or None,
        state=count.state,
        activity=count.activity,
        score=count.score,
        count=count.count,
        mounting=mounting,
    )
