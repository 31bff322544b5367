"""Orders that come as messages: a JSON object, or nothing at all for the usual."""

from typing import Any, Protocol, TypeVar

import msgspec

from exermoted.mqtt.topics import Topic
from exermoted.service.messages import Status
from exermoted.service.orders import LiveOrder, RecordOrder
from sessions.errors import UsageError

LARGEST_PAYLOAD = 4096

Order = TypeVar("Order", RecordOrder, LiveOrder)


class Verbs(Protocol):
    """What the daemon can be asked for."""

    @property
    def status(self) -> Status:
        """What it does at present."""

    async def record(self, order: RecordOrder) -> Status:
        """Begins to record."""

    async def live(self, order: LiveOrder) -> Status:
        """Begins to count live."""

    async def stop(self) -> Status:
        """Ends what runs, if anything does."""


def record_order(payload: bytes, subject: str) -> RecordOrder:
    """Returns what a message asks for.

    Args:
        payload: JSON of a `RecordOrder`, or empty.
        subject: who trains where the message does not say.

    Raises:
        UsageError: it is no such order, or nobody is named.
    """
    fields = _fields(payload, subject)
    if not fields["subject"]:
        todo = f'publish a name to \'{Topic.SUBJECT}\', retained, or send {{"subject": "Ada"}}'
        raise UsageError(f"nobody is named; {todo}")
    return _converted(fields, RecordOrder)


def live_order(payload: bytes, subject: str) -> LiveOrder:
    """Returns what a message asks for; as `record_order`, but nobody need be named."""
    return _converted(_fields(payload, subject), LiveOrder)


def _fields(payload: bytes, subject: str) -> dict[str, Any]:
    if len(payload) > LARGEST_PAYLOAD:
        raise UsageError(f"{len(payload)} bytes are too many; {LARGEST_PAYLOAD} at most")
    try:
        said = msgspec.json.decode(payload, type=dict[str, Any]) if payload.strip() else {}
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise UsageError(f"this is no JSON object: {error}") from error
    return {"subject": subject, **said}


def _converted(fields: dict[str, Any], kind: type[Order]) -> Order:
    try:
        return msgspec.convert(fields, kind)
    except msgspec.ValidationError as error:
        raise UsageError(str(error)) from error
