"""The topics, under a base of the user's choice."""

from enum import StrEnum


class Topic(StrEnum):
    """What is published and listened to; ``SUBJECT`` is kept by the broker for both sides."""

    AVAILABILITY = "availability"
    STATE = "state"
    ACTIVITY = "activity"
    COUNT = "count"
    MOUNTING = "mounting"
    RATES = "rates"
    REPETITION = "event/repetition"
    SET = "event/set"
    SESSION = "event/session"
    NOTE = "note"
    ERROR = "error"
    SUBJECT = "subject"
    RECORD = "command/record"
    LIVE = "command/live"
    STOP = "command/stop"

    def under(self, base: str) -> str:
        """Returns the whole topic."""
        return f"{base}/{self}"


HEARD = (Topic.RECORD, Topic.LIVE, Topic.STOP, Topic.SUBJECT)

ONLINE = b"online"
OFFLINE = b"offline"


def node(base: str) -> str:
    """Returns the base as a name without slashes, which stands for this program elsewhere."""
    return base.replace("/", "_")
