"""The daemon and the phone's page: a source of samples, and a display on the athlete's arm."""

from collections.abc import Callable

from exermoted.config import Config
from exermoted.phones import source_of
from exermoted.service.messages import AnyMessage, Count, Cue, Ended, Tick
from exermoted.sources import own_phone
from recorder.phone.edges.hosted import HostedPage
from recorder.phone.shown import IDLE, Shown
from recorder.source import Source

HOSTED_APPS = ("page", "sensor-logger", "sensorlog-http")
"""What sends to the daemon's own web server; other apps are listened for as each needs it."""


def hosted_phone(page: HostedPage) -> Callable[[Config], Source]:
    """Returns what makes the source of a phone that sends to the daemon's own server."""

    def source(config: Config) -> Source:
        if config.phone.app in HOSTED_APPS:
            return source_of(page, config.phone)
        return own_phone(config)

    return source


def show_on(page: HostedPage) -> Callable[[AnyMessage], None]:
    """Returns a listener that shows on the page what is to be done, or what is counted."""

    def listener(message: AnyMessage) -> None:
        match message:
            case Tick(cue=Cue() as cue):
                page.show(_shown_cue(cue))
            case Tick(count=Count() as count):
                page.show(_shown_count(count))
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


def _shown_count(count: Count) -> Shown:
    return Shown(
        mode="live",
        exercise=count.exercise,
        set=count.set or None,
        state=count.state,
        activity=count.activity,
        score=count.score,
        count=count.count,
    )
