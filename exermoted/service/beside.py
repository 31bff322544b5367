"""What runs beside the daemon as far as it is configured: the broker and the upload."""

from collections.abc import Awaitable, Callable

from exermoted.config import Config
from exermoted.mqtt.commands import Verbs
from exermoted.service.hub import Hub
from exermoted.service.messages import Note
from sessions.errors import UsageError

Runner = Callable[[], Awaitable[None]]
"""Runs until it is cancelled; comes back by itself from whatever the network does."""


def beside(config: Config, hub: Hub, verbs: Verbs) -> list[Runner]:
    """Returns what is to run as a task each, for as long as the daemon does.

    Args:
        config: names the broker and the remote.
        hub: what happens.
        verbs: who does what messages ask for.

    Raises:
        UsageError: what is configured cannot be.
    """
    return [*_mqtt(config, hub, verbs), *_upload(config, hub)]


def _mqtt(config: Config, hub: Hub, verbs: Verbs) -> list[Runner]:
    if config.mqtt.host is None:
        return []
    try:
        from exermoted.mqtt.bridge import Bridge  # noqa: PLC0415 - needs the mqtt extra
    except ImportError as error:
        raise UsageError("MQTT needs its extra: pip install 'exermoted[mqtt]'") from error
    return [Bridge(config.mqtt, hub, verbs).run]


def _upload(config: Config, hub: Hub) -> list[Runner]:
    if config.upload.remote is None:
        return []
    from exermoted.upload.uploader import Uploader  # noqa: PLC0415 - only where it is wanted

    def tell(line: str) -> None:
        hub.tell(Note(time_s=0.0, text=line))

    uploader = Uploader(config.upload, config.sessions, tell)
    hub.listen(uploader.hear)
    return [uploader.run]
